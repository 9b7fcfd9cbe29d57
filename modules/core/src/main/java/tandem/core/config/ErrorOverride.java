package tandem.core.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Which error responses of members are replaced by a page of this node.
 *
 * @param all every status from 400 on
 * @param codes the statuses, if not all
 */
public record ErrorOverride(boolean all, List<Integer> codes) {
    public static final ErrorOverride OFF = new ErrorOverride(false, List.of());

    public ErrorOverride {
        codes = List.copyOf(codes);
    }

    /** Reads {@code off}, {@code all}, or status codes with blanks or commas between them. */
    public static ErrorOverride parse(String text) {
        if (text.equalsIgnoreCase("off")) {
            return OFF;
        }
        if (text.equalsIgnoreCase("all")) {
            return new ErrorOverride(true, List.of());
        }
        List<Integer> codes = new ArrayList<>();
        for (String word : text.trim().split("[\\s,]+")) {
            if (!word.matches("[45]\\d\\d")) {
                throw new IllegalArgumentException("'" + word + "' is not off, all or a status in 400..599");
            }
            codes.add(Integer.parseInt(word));
        }
        return new ErrorOverride(false, codes);
    }

    /** Whether a response with this status is replaced. */
    public boolean covers(int status) {
        return all ? status >= 400 : codes.contains(status);
    }

    @Override
    public String toString() {
        if (all) {
            return "all";
        }
        return codes.isEmpty()
                ? "off"
                : String.join(" ", codes.stream().map(String::valueOf).toList());
    }
}
