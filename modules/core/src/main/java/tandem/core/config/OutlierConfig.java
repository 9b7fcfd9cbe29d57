package tandem.core.config;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** When a member whose answers are bad is left out for a time, though it can be connected to. */
public record OutlierConfig(
        @Key(
                doc =
                        "How many failures in a row have a member left out: it could not be reached, broke off, was late, or answered"
                                + " with one of `statuses`. After its return one is enough until it has answered well.",
                fallback = "5",
                range = "1..1000")
        int failures,

        @Key(doc = "Statuses of a member's response that are failures.", fallback = "[502, 503, 504]")
        Set<StatusCode> statuses,

        @Key(
                doc = "Leave out a member, too, that is much slower than the others; absent: not.",
                fallback = "",
                example = "{times: 5}")
        Optional<SlowConfig> slow,

        @Key(
                doc =
                        "How long a member is left out; the second time in a row twice, the third time three times as long. Each"
                                + " such time that it then serves well takes one off.",
                fallback = "30s",
                range = "1s..24h")
        Duration time,

        @Key(doc = "The longest that a member is left out at once.", fallback = "5m", range = "1s..24h")
        Duration longest,

        @Key(
                doc =
                        "How many members are left out at a time at most, in per cent of those that are not disabled, stopped or"
                                + " draining; rounded down.",
                fallback = "50",
                range = "0..100")
        int most,

        @Key(
                doc =
                        "When fewer members than this would be usable, in per cent of the same, nobody is left out: all that can be"
                                + " reached carry requests. With none usable that is so whatever it says.",
                fallback = "30",
                range = "0..100")
        int panicBelow) {

    /** What holds where the configuration names no more than the key. */
    public static final OutlierConfig DEFAULT = new OutlierConfig(
            5,
            Set.of(new StatusCode(502), new StatusCode(503), new StatusCode(504)),
            Optional.empty(),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            50,
            30);

    /** @throws IllegalArgumentException if the first time is longer than the longest */
    public OutlierConfig {
        statuses = Set.copyOf(statuses);
        if (time.compareTo(longest) > 0) {
            throw new IllegalArgumentException("time: " + time.toSeconds() + "s is more than longest, "
                    + longest.toSeconds() + "s; raise longest");
        }
    }

    /** When a member counts as slow. */
    public record SlowConfig(
            @Key(
                    doc =
                            "A member is slow whose typical response (geometric mean, to the response's head) takes this many times as long"
                                    + " as that of the others (their median).",
                    fallback = "5",
                    range = "2..1000")
            int times,

            @Key(
                    doc = "How long responses are gathered before members are compared.",
                    fallback = "10s",
                    range = "1s..1h")
            Duration over,

            @Key(
                    doc = "Only members that gave this many responses meanwhile are compared.",
                    fallback = "20",
                    range = "1..1000000")
            int responses,

            @Key(
                    doc = "A member whose typical response is quicker than this is never slow.",
                    fallback = "50ms",
                    range = "1ms..1h")
            Duration atLeast) {}
}
