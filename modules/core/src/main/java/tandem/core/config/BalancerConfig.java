package tandem.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A named set of members with one policy. Defaults and meaning follow Apache's balancer parameters, named in each key's text.
 */
public record BalancerConfig(
        @Key(doc = "How a member is chosen (lbmethod).", fallback = "byrequests")
        PolicyName policy,

        @Key(doc = "How a client stays with its member (stickysession).", fallback = "")
        Optional<StickyConfig> sticky,

        @Key(doc = "Answer 503 rather than move a client whose member is not usable (nofailover).", fallback = "false")
        boolean nofailover,

        @Key(
                doc =
                        "How many further members a request may try (maxattempts); default: one less than there are members.",
                fallback = "",
                range = "0..")
        OptionalInt maxAttempts,

        @Key(doc = "When every member is in error, try them all again at once (forcerecovery).", fallback = "true")
        boolean forceRecovery,

        @Key(doc = "The members, in the order in which ties are decided.", fallback = "")
        List<MemberConfig> members) {

    /** How long a member in error is left alone when its configuration does not say. */
    public static final Duration DEFAULT_RETRY = Duration.ofSeconds(60);

    public BalancerConfig {
        members = List.copyOf(members);
    }
}
