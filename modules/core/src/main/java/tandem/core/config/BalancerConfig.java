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

        @Key(doc = "With policy hash alone: which part of a request decides.", fallback = "{}")
        HashConfig hash,

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
        MemberTlsConfig tls,

        @Key(doc = "What the balancer-manager may do to it.", fallback = "{}")
        ManagerEdits manager,

        @Key(
                doc =
                        "The address of this machine that connections to its members leave by (ProxySourceAddress); absent: as the"
                                + " kernel routes. Nodes that share one file need one that each has.",
                fallback = "",
                example = "192.0.2.10")
        Optional<SourceAddress> sourceAddress,

        @Key(
                doc =
                        "Leave members out for a time that fail or are slow, though they can be connected to; absent: only the error mark"
                                + " and checks count.",
                fallback = "",
                example = "{failures: 5}")
        Optional<OutlierConfig> outliers,

        @Key(
                doc = "Ask another member when one answers that it cannot now; absent: its answer is the client's.",
                fallback = "",
                example = "{statuses: [503]}")
        Optional<RetryConfig> retries,

        @Key(
                doc =
                        "Another balancer, and the share of this one's clients that it gets, such as canary:5%; absent: none. Who has a"
                                + " session of either stays with it.",
                fallback = "",
                example = "canary:5%")
        Optional<Shift> shift,

        @Key(
                doc =
                        "With shift: which part of a request decides whose it is, the same on every node; surplus does nothing.",
                fallback = "{}",
                example = "{by: cookie, name: visitor}")
        HashConfig shiftBy,

        @Key(doc = "What clients see while it is closed for maintenance.", fallback = "{}")
        ClosedConfig closed,

        @Key(doc = "How its ftp:// members are asked.", fallback = "{}")
        FtpConfig ftp) {

    /** How long a member in error is left alone when its configuration does not say. */
    public static final Duration DEFAULT_RETRY = Duration.ofSeconds(60);

    public BalancerConfig {
        failOnStatus = Set.copyOf(failOnStatus);
        members = List.copyOf(members);
    }

    /** A balancer that is open. */
    public BalancerConfig(
            PolicyName policy,
            HashConfig hash,
            Optional<StickyConfig> sticky,
            boolean nofailover,
            OptionalInt maxAttempts,
            boolean forceRecovery,
            Duration waitForMember,
            Set<StatusCode> failOnStatus,
            boolean failOnTimeout,
            Optional<HealthConfig> health,
            List<MemberConfig> members,
            MemberTlsConfig tls,
            ManagerEdits manager,
            Optional<SourceAddress> sourceAddress,
            Optional<OutlierConfig> outliers,
            Optional<RetryConfig> retries) {
        this(
                policy,
                hash,
                sticky,
                nofailover,
                maxAttempts,
                forceRecovery,
                waitForMember,
                failOnStatus,
                failOnTimeout,
                health,
                members,
                tls,
                manager,
                sourceAddress,
                outliers,
                retries,
                Optional.empty(),
                HashConfig.SOURCE,
                ClosedConfig.OPEN,
                FtpConfig.DEFAULT);
    }

    /** A balancer that the balancer-manager may edit as usual. */
    public BalancerConfig(
            PolicyName policy,
            Optional<StickyConfig> sticky,
            boolean nofailover,
            OptionalInt maxAttempts,
            boolean forceRecovery,
            Duration waitForMember,
            Set<StatusCode> failOnStatus,
            boolean failOnTimeout,
            Optional<HealthConfig> health,
            List<MemberConfig> members,
            MemberTlsConfig tls) {
        this(
                policy,
                HashConfig.SOURCE,
                sticky,
                nofailover,
                maxAttempts,
                forceRecovery,
                waitForMember,
                failOnStatus,
                failOnTimeout,
                health,
                members,
                tls,
                ManagerEdits.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                HashConfig.SOURCE,
                ClosedConfig.OPEN,
                FtpConfig.DEFAULT);
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
        private final BalancerConfig from;
        private PolicyName policy;
        private HashConfig hash;
        private Optional<StickyConfig> sticky;
        private boolean nofailover;
        private OptionalInt maxAttempts;
        private Duration waitForMember;
        private Set<StatusCode> failOnStatus;
        private boolean failOnTimeout;
        private List<MemberConfig> members;
        private ManagerEdits manager;
        private Optional<OutlierConfig> outliers;
        private Optional<RetryConfig> retries;
        private Optional<Shift> shift;
        private ClosedConfig closed;
        private FtpConfig ftp;

        private Edit(BalancerConfig from) {
            this.from = from;
            this.policy = from.policy;
            this.hash = from.hash;
            this.sticky = from.sticky;
            this.nofailover = from.nofailover;
            this.maxAttempts = from.maxAttempts;
            this.waitForMember = from.waitForMember;
            this.failOnStatus = from.failOnStatus;
            this.failOnTimeout = from.failOnTimeout;
            this.members = from.members;
            this.manager = from.manager;
            this.outliers = from.outliers;
            this.retries = from.retries;
            this.shift = from.shift;
            this.closed = from.closed;
            this.ftp = from.ftp;
        }

        public Edit policy(PolicyName name) {
            policy = name;
            return this;
        }

        public Edit hash(HashConfig by) {
            hash = by;
            return this;
        }

        public Edit sticky(Optional<StickyConfig> how) {
            sticky = how;
            return this;
        }

        public Edit nofailover(boolean stay) {
            nofailover = stay;
            return this;
        }

        public Edit maxAttempts(int further) {
            maxAttempts = OptionalInt.of(further);
            return this;
        }

        public Edit waitForMember(Duration longest) {
            waitForMember = longest;
            return this;
        }

        public Edit failOnStatus(Set<StatusCode> statuses) {
            failOnStatus = statuses;
            return this;
        }

        public Edit failOnTimeout(boolean fail) {
            failOnTimeout = fail;
            return this;
        }

        public Edit members(List<MemberConfig> all) {
            members = all;
            return this;
        }

        public Edit manager(ManagerEdits edits) {
            manager = edits;
            return this;
        }

        public Edit outliers(Optional<OutlierConfig> when) {
            outliers = when;
            return this;
        }

        public Edit retries(Optional<RetryConfig> when) {
            retries = when;
            return this;
        }

        public Edit shift(Optional<Shift> part) {
            shift = part;
            return this;
        }

        public Edit closed(ClosedConfig how) {
            closed = how;
            return this;
        }

        public Edit ftp(FtpConfig how) {
            ftp = how;
            return this;
        }

        public BalancerConfig done() {
            return new BalancerConfig(
                    policy,
                    hash,
                    sticky,
                    nofailover,
                    maxAttempts,
                    from.forceRecovery,
                    waitForMember,
                    failOnStatus,
                    failOnTimeout,
                    from.health,
                    members,
                    from.tls,
                    manager,
                    from.sourceAddress,
                    outliers,
                    retries,
                    shift,
                    from.shiftBy,
                    closed,
                    ftp);
        }
    }

    /** How a member is probed: by its own rule or this balancer's. */
    public Optional<HealthConfig> healthOf(MemberConfig member) {
        return member.health().or(() -> health);
    }
}
