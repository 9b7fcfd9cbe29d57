package tandem.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers of an httpd.conf. httpd takes the digits at the beginning and drops the rest unseen; here a rest is an error.
 */
final class HttpdNumbers {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|mi|h)?");

    private HttpdNumbers() {}

    /** @throws IllegalArgumentException if the text is no whole number, with {@code rule} in it if it is out of range */
    static int integer(String text, int least, int most, String rule) {
        if (!text.matches("-?\\d{1,9}")) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number; " + rule);
        }
        int number = Integer.parseInt(text);
        if (number < least || number > most) {
            throw new IllegalArgumentException(rule + ", not " + text);
        }
        return number;
    }

    static Duration seconds(String text, int least, String rule) {
        return Duration.ofSeconds(integer(text, least, Integer.MAX_VALUE, rule));
    }

    /** Digits with a unit: ms, s, mi (minutes) or h. */
    static Duration time(String text, boolean millisecondsByDefault, String name) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    name + " has wrong format: '" + text + "' is not a number with ms, s, mi or h");
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? (millisecondsByDefault ? "ms" : "s") : matcher.group(2);
        Duration time = switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "mi" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofSeconds(amount);
        };
        if (time.isZero()) {
            throw new IllegalArgumentException(name + " must be at least one millisecond");
        }
        return time;
    }

    static boolean onOff(String text, String name) {
        if (text.equalsIgnoreCase("on")) {
            return true;
        }
        if (text.equalsIgnoreCase("off")) {
            return false;
        }
        throw new IllegalArgumentException(name + " must be On|Off, not '" + text + "'");
    }

    static String atMost(String text, int longest, String rule) {
        if (text.length() > longest) {
            throw new IllegalArgumentException(rule);
        }
        return text;
    }
}
