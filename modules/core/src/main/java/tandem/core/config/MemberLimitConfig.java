package tandem.core.config;

import java.time.Duration;
import java.util.Optional;

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
        Optional<Duration> patience) {

    public static final MemberLimitConfig NONE = new MemberLimitConfig(0, Optional.empty());
}
