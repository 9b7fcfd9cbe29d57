package tandem.config;

import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as HAProxy and nginx write them, in milliseconds, rounded up. */
final class ForeignTimes {
    private static final Pattern PART = Pattern.compile("(\\d{1,10})(us|ms|s|m|h|d|w|M|y)?");
    private static final Map<String, Long> MICROS = Map.of(
            "us", 1L,
            "ms", 1_000L,
            "s", 1_000_000L,
            "m", 60_000_000L,
            "h", 3_600_000_000L,
            "d", 86_400_000_000L,
            "w", 604_800_000_000L,
            "M", 2_592_000_000_000L,
            "y", 31_536_000_000_000L);

    private ForeignTimes() {}

    /** {@code 5s}, {@code 500} (milliseconds); empty if it is no time. */
    static OptionalLong haproxy(String text) {
        Matcher matcher = PART.matcher(text);
        return matcher.matches() ? millis(micros(matcher, "ms")) : OptionalLong.empty();
    }

    /** {@code 60} (seconds), {@code 500ms}, {@code 1h30m}; empty if it is no time. */
    static OptionalLong nginx(String text) {
        Matcher matcher = PART.matcher(text);
        long sum = 0;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            sum += micros(matcher, "s");
            end = matcher.end();
        }
        return end == text.length() && end > 0 ? millis(sum) : OptionalLong.empty();
    }

    private static long micros(Matcher part, String otherwise) {
        String unit = part.group(2) == null ? otherwise : part.group(2);
        return Long.parseLong(part.group(1)) * MICROS.getOrDefault(unit, 1L);
    }

    private static OptionalLong millis(long micros) {
        return OptionalLong.of((micros + 999) / 1000);
    }
}
