package tandem.core.log;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tandem.core.log.LogDirective.Writer;
import tandem.core.log.LogFacts.Stretch;

/** The words of the LogFormat language that tell when a request came and how long it took. */
final class LogTimes {
    private static final long MICROS = 1_000_000;

    private LogTimes() {}

    /** {@code %{argument}t}. */
    static Writer moment(String argument) {
        boolean end = argument.equals("end") || argument.startsWith("end:");
        boolean begin = argument.equals("begin") || argument.startsWith("begin:");
        int prefix = argument.indexOf(':') + 1;
        String notation = begin || end ? prefix == 0 ? "" : argument.substring(prefix) : argument;
        return switch (notation) {
            case "sec" -> (facts, line) -> LogDirectives.number(micros(facts, end) / MICROS, line);
            case "msec" -> (facts, line) -> LogDirectives.number(micros(facts, end) / 1000, line);
            case "usec" -> (facts, line) -> LogDirectives.number(micros(facts, end), line);
            case "msec_frac" -> (facts, line) -> fraction(micros(facts, end) / 1000, 3, line);
            case "usec_frac" -> (facts, line) -> fraction(micros(facts, end), 6, line);
            default -> {
                LogTime time = notation.isEmpty() ? LogTime.COMMON : new LogTime(notation);
                yield (facts, line) -> {
                    time.write(Math.floorDiv(micros(facts, end), MICROS), facts.zone(), line);
                    return true;
                };
            }
        };
    }

    private static long micros(LogFacts facts, boolean end) {
        long arrived = facts.request().arrivedMicros();
        return end ? arrived + facts.nanos(Stretch.TOTAL) / 1000 : arrived;
    }

    private static boolean fraction(long value, int digits, LogLine line) {
        line.number(value, digits);
        return true;
    }

    /** {@code %{argument}T}. */
    static Writer duration(String argument) {
        if (argument.isEmpty()) {
            return stretch(Stretch.TOTAL, MICROS * 1000);
        }
        int colon = argument.indexOf(':');
        String first = colon < 0 ? argument : argument.substring(0, colon);
        long unit = unit(first);
        if (unit > 0 && colon < 0) {
            return stretch(Stretch.TOTAL, unit);
        }
        Stretch part = part(first);
        unit = colon < 0 ? MICROS : unit(argument.substring(colon + 1));
        if (part == null || unit == 0) {
            throw new IllegalArgumentException("%{" + argument
                    + "}T is not known; known are the units s, ms, us and the parts queue, connect, first-byte, response, total,"
                    + " such as %{connect:us}T");
        }
        return stretch(part, unit);
    }

    private static Writer stretch(Stretch part, long unit) {
        return (facts, line) -> {
            long nanos = facts.nanos(part);
            return nanos >= 0 && LogDirectives.number(nanos / unit, line);
        };
    }

    /** Nanoseconds; 0 if it is none. */
    private static long unit(String word) {
        return switch (word) {
            case "s" -> MICROS * 1000;
            case "ms" -> MICROS;
            case "us" -> 1000;
            default -> 0;
        };
    }

    private static @Nullable Stretch part(String word) {
        for (Stretch stretch : Stretch.values()) {
            if (stretch.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
                return stretch;
            }
        }
        return null;
    }
}
