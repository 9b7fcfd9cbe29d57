package tandem.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

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

        @Key(
                name = "wait",
                doc = "How long a request waits for some member to become usable before it gets 503 (timeout).",
                fallback = "0s",
                range = "0s..2h")
        Duration waitForMember,

        @Key(
                doc = "Statuses of a response that put its member in error (failonstatus).",
                fallback = "",
                example = "[500, 503]")
        Set<StatusCode> failOnStatus,

        @Key(doc = "A member that does not answer in time is put in error (failontimeout).", fallback = "false")
        boolean failOnTimeout,

        @Key(
                doc = "How its members are probed by every node; absent: not at all.",
                fallback = "",
                example = "{path: /health}")
        Optional<HealthConfig> health,

        @Key(doc = "The members, in the order in which ties are decided.", fallback = "")
        List<MemberConfig> members,

        @Key(doc = "How its https:// members are spoken to.", fallback = "{}")
        MemberTlsConfig tls) {

    /** How long a member in error is left alone when its configuration does not say. */
    public static final Duration DEFAULT_RETRY = Duration.ofSeconds(60);

    public BalancerConfig {
        failOnStatus = Set.copyOf(failOnStatus);
        members = List.copyOf(members);
    }

    /** A balancer that neither waits nor judges its members by what they answer. */
    public BalancerConfig(
            PolicyName policy,
            Optional<StickyConfig> sticky,
            boolean nofailover,
            OptionalInt maxAttempts,
            boolean forceRecovery,
            List<MemberConfig> members) {
        this(
                policy,
                sticky,
                nofailover,
                maxAttempts,
                forceRecovery,
                Duration.ZERO,
                Set.of(),
                false,
                Optional.empty(),
                members,
                MemberTlsConfig.DEFAULT);
    }

    /** The same balancer, to be changed part by part. */
    public Edit edit() {
        return new Edit(this);
    }

    /** A balancer that is being changed; one use, one thread. */
    public static final class Edit {
        private BalancerConfig now;

        private Edit(BalancerConfig from) {
            this.now = from;
        }

        public Edit maxAttempts(int further) {
            return with(OptionalInt.of(further), now.waitForMember, now.failOnStatus, now.failOnTimeout, now.members);
        }

        public Edit waitForMember(Duration longest) {
            return with(now.maxAttempts, longest, now.failOnStatus, now.failOnTimeout, now.members);
        }

        public Edit failOnStatus(Set<StatusCode> statuses) {
            return with(now.maxAttempts, now.waitForMember, statuses, now.failOnTimeout, now.members);
        }

        public Edit failOnTimeout(boolean fail) {
            return with(now.maxAttempts, now.waitForMember, now.failOnStatus, fail, now.members);
        }

        public Edit members(List<MemberConfig> members) {
            return with(now.maxAttempts, now.waitForMember, now.failOnStatus, now.failOnTimeout, members);
        }

        private Edit with(
                OptionalInt further,
                Duration wait,
                Set<StatusCode> statuses,
                boolean onTimeout,
                List<MemberConfig> members) {
            now = new BalancerConfig(
                    now.policy,
                    now.sticky,
                    now.nofailover,
                    further,
                    now.forceRecovery,
                    wait,
                    statuses,
                    onTimeout,
                    now.health,
                    members,
                    now.tls);
            return this;
        }

        public BalancerConfig done() {
            return now;
        }
    }

    /** How a member is probed: by its own rule or this balancer's. */
    public Optional<HealthConfig> healthOf(MemberConfig member) {
        return member.health().or(() -> health);
    }
}
