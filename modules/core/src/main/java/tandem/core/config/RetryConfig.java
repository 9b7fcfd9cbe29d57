package tandem.core.config;

import java.time.Duration;
import java.util.Set;

/**
 * When a request goes to another member because of what its member answered. Apart from members that cannot be reached: from
 * those every request goes on, as max-attempts says.
 */
public record RetryConfig(
        @Key(
                doc =
                        "Statuses of a member's response after which another member is asked: for GET, HEAD, OPTIONS, PUT and DELETE"
                                + " without a body that do not belong to a session of the member.",
                fallback = "[502, 503, 504]")
        Set<StatusCode> statuses,

        @Key(doc = "How often a request is sent again for its status at most.", fallback = "1", range = "1..10")
        int most,

        @Key(
                doc =
                        "How long before it is sent again: between half of this and all of it, by chance; each further time twice as"
                                + " long.",
                fallback = "25ms",
                range = "0s..10s")
        Duration backoff,

        @Key(
                doc =
                        "How many requests of the balancer one node sends again at most, in per cent of those that came; what is not"
                                + " used is saved for up to 100.",
                fallback = "20",
                range = "0..100")
        int budget,

        @Key(doc = "How many a second are sent again besides, whatever the budget.", fallback = "3", range = "0..1000")
        int always) {

    /** What holds where the configuration names no more than the key. */
    public static final RetryConfig DEFAULT = new RetryConfig(
            Set.of(new StatusCode(502), new StatusCode(503), new StatusCode(504)), 1, Duration.ofMillis(25), 20, 3);

    private static final int DOUBLINGS = 10;

    public RetryConfig {
        statuses = Set.copyOf(statuses);
    }

    /**
     * How long to wait.
     *
     * @param before how often the request has been sent again already
     * @param chance 0 to 1
     */
    public Duration pause(int before, double chance) {
        long whole = backoff.toNanos() << Math.min(before, DOUBLINGS);
        return Duration.ofNanos(whole / 2 + (long) (whole / 2 * chance));
    }
}
