package tandem.core.health;

import java.util.Optional;

/**
 * What a member announces of itself, as Apache's mod_heartbeat does: {@code v=1&ready=75&busy=0}.
 *
 * @param ready requests that it could begin at once, at least 0
 * @param busy requests that it carries out, at least 0
 */
public record Heartbeat(int ready, int busy) {
    private static final int LONGEST = 512;
    private static final String VERSION = "1";

    /** Reads one; empty if it is none, or of another version. Names that are not known are passed over. */
    public static Optional<Heartbeat> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        String version = "";
        int ready = -1;
        int busy = -1;
        for (String part : text.strip().split("&", -1)) {
            int equals = part.indexOf('=');
            String value = equals < 0 ? "" : part.substring(equals + 1);
            switch (equals < 0 ? "" : part.substring(0, equals)) {
                case "v" -> version = value;
                case "ready" -> ready = number(value);
                case "busy" -> busy = number(value);
                default -> {
                    // of a later Apache
                }
            }
        }
        boolean whole = version.equals(VERSION) && ready >= 0 && busy >= 0;
        return whole ? Optional.of(new Heartbeat(ready, busy)) : Optional.empty();
    }

    private static int number(String digits) {
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : -1;
    }
}
