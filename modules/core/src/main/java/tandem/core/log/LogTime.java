package tandem.core.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A time of day in the notation of strftime; written anew once a second. Immutable. */
final class LogTime {
    private static final DateTimeFormatter SECONDS = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.INSTANT_SECONDS)
            .toFormatter(Locale.ENGLISH);
    private static final Map<Character, String> PATTERNS = new HashMap<>();

    static {
        String[] pairs = {
            "a",
            "EEE",
            "A",
            "EEEE",
            "b",
            "MMM",
            "h",
            "MMM",
            "B",
            "MMMM",
            "c",
            "EEE MMM ppd HH:mm:ss yyyy",
            "d",
            "dd",
            "D",
            "MM/dd/yy",
            "e",
            "ppd",
            "F",
            "yyyy-MM-dd",
            "H",
            "HH",
            "I",
            "hh",
            "j",
            "DDD",
            "k",
            "ppH",
            "l",
            "pph",
            "m",
            "MM",
            "M",
            "mm",
            "p",
            "a",
            "r",
            "hh:mm:ss a",
            "R",
            "HH:mm",
            "S",
            "ss",
            "T",
            "HH:mm:ss",
            "x",
            "MM/dd/yy",
            "X",
            "HH:mm:ss",
            "y",
            "yy",
            "Y",
            "yyyy",
            "z",
            "xx",
            "Z",
            "zzz"
        };
        for (int i = 0; i < pairs.length; i += 2) {
            PATTERNS.put(pairs[i].charAt(0), pairs[i + 1]);
        }
    }

    /** The common log format's, with its brackets. */
    static final LogTime COMMON = new LogTime("[%d/%b/%Y:%H:%M:%S %z]");

    private final DateTimeFormatter formatter;

    /** What one thread last wrote. */
    static final class Stamp {
        private long second = Long.MIN_VALUE;
        private byte[] text = {};
    }

    /** @throws IllegalArgumentException with a sentence for the operator */
    LogTime(String notation) {
        DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder();
        for (int i = 0; i < notation.length(); i++) {
            char c = notation.charAt(i);
            if (c != '%' || i + 1 == notation.length()) {
                builder.appendLiteral(c);
            } else {
                i++;
                conversion(builder, notation.charAt(i), notation);
            }
        }
        this.formatter = builder.toFormatter(Locale.ENGLISH);
    }

    private static void conversion(DateTimeFormatterBuilder builder, char c, String notation) {
        String pattern = PATTERNS.get(c);
        if (pattern != null) {
            // a formatter of its own: neighbours of numbers would be taken for one number
            builder.append(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
            return;
        }
        switch (c) {
            case '%' -> builder.appendLiteral('%');
            case 'n' -> builder.appendLiteral(' ');
            case 't' -> builder.appendLiteral('\t');
            case 's' -> builder.append(SECONDS);
            case 'u' -> builder.appendText(ChronoField.DAY_OF_WEEK, days(8));
            case 'w' -> builder.appendText(ChronoField.DAY_OF_WEEK, days(7));
            default ->
                throw new IllegalArgumentException(
                        "the time format '" + notation + "': %" + c
                                + " is not known here; for example %d/%b/%Y:%H:%M:%S %z, or sec, msec, usec, msec_frac, usec_frac");
        }
    }

    /** @param week what Sunday's number is taken modulo of */
    private static Map<Long, String> days(int week) {
        Map<Long, String> days = new HashMap<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            days.put((long) day.getValue(), String.valueOf(day.getValue() % week));
        }
        return days;
    }

    void write(long epochSecond, ZoneId zone, LogLine line) {
        Stamp stamp = line.stamp(this);
        if (stamp.second != epochSecond) {
            stamp.text = formatter
                    .format(Instant.ofEpochSecond(epochSecond).atZone(zone))
                    .getBytes(ISO_8859_1);
            stamp.second = epochSecond;
        }
        line.put(stamp.text);
    }
}
