package tandem.config;

import java.time.Duration;
import tandem.core.text.Durations;

/** The durations that a key allows, in words such as {@code 10ms..1s}. */
final class DurationRange {
    private DurationRange() {}

    /** @throws IllegalArgumentException if the value is a duration outside of the range */
    static void check(String words, Object value) {
        String[] ends = words.split("\\.\\.");
        if (value instanceof Duration duration
                && ends.length == 2
                && (duration.compareTo(Durations.parse(ends[0])) < 0
                        || duration.compareTo(Durations.parse(ends[1])) > 0)) {
            throw new IllegalArgumentException(Durations.text(duration) + " is not allowed (" + words + ")");
        }
    }
}
