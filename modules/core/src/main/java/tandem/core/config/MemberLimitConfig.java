package tandem.core.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** How many requests one node has under way at a member, each on a connection of its own. */
public record MemberLimitConfig(
        @Key(doc = "Most connections of one node to it; 0: any number (max).", fallback = "0", range = "0..1000000")
        int connections,

        @Key(
                doc = "How long a request waits for one of them before the next member is tried (acquire); default: the"
                        + " member's timeout.",
                fallback = "",
                example = "500ms",
                range = "1ms..24h")
        Optional<Duration> patience,

        @Key(
                doc =
                        "How many requests of one node may wait for one of them; one that finds the queue full goes to the next member"
                                + " at once, one that waited in vain gets 503, and neither puts the member in error. Default: any"
                                + " number, and one that waited in vain puts the member in error, as in httpd.",
                fallback = "",
                example = "100",
                range = "0..1000000")
        OptionalInt queue) {

    public static final MemberLimitConfig NONE = new MemberLimitConfig(0, Optional.empty());

    /** @throws IllegalArgumentException if there is a queue for nothing */
    public MemberLimitConfig {
        if (queue.isPresent() && connections == 0) {
            throw new IllegalArgumentException(
                    "queue: without connections nobody ever waits; set connections too, such as {connections: 50, queue: 100}");
        }
    }

    /** As httpd has it. */
    public MemberLimitConfig(int connections, Optional<Duration> patience) {
        this(connections, patience, OptionalInt.empty());
    }
}
