package tandem.app.demo;

import java.util.Locale;

/**
 * One new connection with one request, as {@link DemoClient} saw it.
 *
 * @param startMicros wall clock, microseconds since 1970; derived from one monotonic clock, so differences are exact
 * @param millis until the whole answer was there, or until the attempt was given up
 * @param status the HTTP status; 0 without an answer
 * @param member who answered, by {@code X-Demo-Member}; empty if unknown
 * @param node which node forwarded, by {@code X-Demo-Node}; empty if unknown
 * @param error what went wrong, such as {@code refused}, {@code connect-timeout}, {@code answer-timeout}, {@code reset}; empty
 *     for an answer below 500
 */
public record Attempt(long startMicros, double millis, int status, String member, String node, String error) {

    /** Whether the client got its page. */
    public boolean answered() {
        return error.isEmpty();
    }

    long endMicros() {
        return startMicros + Math.round(millis * 1000);
    }

    /** As one line of JSON. Names hold no quotes: the client replaces them. */
    String json() {
        return String.format(
                Locale.ROOT,
                "{\"start\":%d.%06d,\"ms\":%.3f,\"status\":%d,\"member\":\"%s\",\"node\":\"%s\",\"error\":\"%s\"}",
                startMicros / 1_000_000,
                startMicros % 1_000_000,
                millis,
                status,
                member,
                node,
                error);
    }
}
