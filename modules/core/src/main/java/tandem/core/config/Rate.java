package tandem.core.config;

import java.time.Duration;
import java.util.Locale;

/**
 * How many requests in a time, such as {@code 100/s}.
 *
 * @param requests 1 to 1,000,000
 */
public record Rate(int requests, Per per) {
    private static final int MOST = 1_000_000;

    /** A time. */
    public enum Per {
        S(Duration.ofSeconds(1)),
        M(Duration.ofMinutes(1)),
        H(Duration.ofHours(1));

        private final Duration length;

        Per(Duration length) {
            this.length = length;
        }

        public Duration length() {
            return length;
        }
    }

    /** @throws IllegalArgumentException if there are too few or too many */
    public Rate {
        if (requests < 1 || requests > MOST) {
            throw new IllegalArgumentException(requests + " requests are not allowed (1..1000000)");
        }
    }

    /** Reads {@code NUMBER/s}, {@code NUMBER/m} or {@code NUMBER/h}. */
    public static Rate parse(String text) {
        if (!text.matches("\\d{1,7}/[smh]")) {
            throw new IllegalArgumentException("'" + text + "' is not a rate; write 100/s, 600/m or 1000/h");
        }
        int slash = text.indexOf('/');
        return new Rate(
                Integer.parseInt(text.substring(0, slash)),
                Per.valueOf(text.substring(slash + 1).toUpperCase(Locale.ROOT)));
    }

    /** What is between two requests that come evenly, at least one nanosecond. */
    public long intervalNanos() {
        return per.length.toNanos() / requests;
    }

    /** How many come in a second, at least one. */
    public int inOneSecond() {
        return (int) Math.max(1, requests / per.length.toSeconds());
    }

    @Override
    public String toString() {
        return requests + "/" + per.name().toLowerCase(Locale.ROOT);
    }
}
