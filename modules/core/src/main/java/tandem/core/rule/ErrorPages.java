package tandem.core.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ErrorPageConfig;
import tandem.core.config.ErrorStatus;

/** Error pages by status, ready to be sent. Immutable. Any thread. */
public final class ErrorPages {
    public static final ErrorPages NONE = new ErrorPages(List.of(), false);

    private record OfClass(ErrorStatus status, OwnPage page) {}

    private final Map<Integer, OwnPage> byStatus = new HashMap<>();
    private final List<OfClass> byClass = new ArrayList<>();

    private ErrorPages(List<ErrorPageConfig> configs, boolean noStore) {
        for (ErrorPageConfig config : configs) {
            OwnPage text = OwnPage.of(config.text(), config.contentType());
            OwnPage page = new OwnPage(
                    text.contentType(), text.body(), config.location().orElse(null), noStore);
            if (config.status().several()) {
                byClass.add(new OfClass(config.status(), page));
            } else {
                byStatus.put(config.status().least(), page);
            }
        }
    }

    /**
     * Of two for the same status the later counts.
     *
     * @param noStore whether caches are asked not to keep them
     */
    public static ErrorPages of(List<ErrorPageConfig> configs, boolean noStore) {
        return configs.isEmpty() ? NONE : new ErrorPages(configs, noStore);
    }

    /** The page for a status: its own, else its class's; null without one. */
    public @Nullable OwnPage find(int status) {
        OwnPage found = byStatus.get(status);
        for (int i = byClass.size() - 1; found == null && i >= 0; i--) {
            OfClass candidate = byClass.get(i);
            found = candidate.status().covers(status) ? candidate.page() : null;
        }
        return found;
    }
}
