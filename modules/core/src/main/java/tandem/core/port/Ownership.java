package tandem.core.port;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import tandem.core.status.GroupStatus;
import tandem.core.status.GuaranteeStatus;
import tandem.core.status.HandoverStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.Role;
import tandem.core.status.VipStatus;

/** Who holds the virtual addresses, and how they are moved on purpose. Implemented by failover. Any thread. */
public interface Ownership extends AutoCloseable {
    OwnershipStatus status();

    /** What this node is, all its groups of addresses taken together; see {@link Role#together}. */
    Role role();

    /**
     * Moves virtual addresses on purpose; may be asked of any node.
     *
     * @return what came of it; never completes exceptionally
     */
    CompletionStage<Outcome> switchover(Switchover asked);

    /** Whether this node has given addresses away and goes on with the connections that it had. */
    default boolean keepsConnections() {
        return false;
    }

    /** How often this node has announced a group's addresses since it took them last; 0 if it never did. */
    default long announcements(String group) {
        return 0;
    }

    /**
     * Lets this node hold nothing until it may again; what it holds moves to a peer as in a switchover first.
     *
     * @return what came of it; refused, with nothing changed, if no peer could take what this node holds; never completes
     *     exceptionally
     */
    CompletionStage<Outcome> maintenance(boolean on);

    /**
     * Hands all virtual addresses to peers that are fit, else gives them up; afterwards this node takes nothing any more.
     *
     * @return completes when this node no longer holds any; never exceptionally
     */
    CompletionStage<Outcome> stepDown();

    /**
     * Leaves the cluster and removes what is left of the virtual addresses. Blocks for at most three seconds, and only where
     * something hangs for that long.
     */
    @Override
    void close();

    /**
     * What is to be moved where.
     *
     * @param group the addresses that move; empty: every group, unless it is there already
     * @param to the node that takes them; empty: the next one in rank, which several groups at once cannot be asked for
     * @param force also to a node that something speaks against, and though connections of an earlier hand-over break
     */
    record Switchover(Optional<String> group, Optional<String> to, boolean force) {
        /** Not by force. */
        public Switchover(Optional<String> group, Optional<String> to) {
            this(group, to, false);
        }

        /** Of every group. */
        public static Switchover to(Optional<String> to) {
            return new Switchover(Optional.empty(), to);
        }
    }

    /**
     * What this node knows of ownership.
     *
     * @param role this node's, all its groups taken together
     * @param reason why, as a sentence
     * @param nodes every node of the cluster, this one included, in configuration order
     * @param guarantee what stands behind the claim that one node alone holds the addresses; the lease is the first group's
     * @param groups each group of addresses, in configuration order
     */
    record OwnershipStatus(
            Role role,
            String reason,
            long term,
            List<NodeStatus> nodes,
            List<VipStatus> vips,
            GuaranteeStatus guarantee,
            List<GroupStatus> groups) {
        public OwnershipStatus {
            nodes = List.copyOf(nodes);
            vips = List.copyOf(vips);
            groups = List.copyOf(groups);
        }

        /** Ownership without a guarantee to speak of. */
        public OwnershipStatus(Role role, String reason, long term, List<NodeStatus> nodes, List<VipStatus> vips) {
            this(role, reason, term, nodes, vips, GuaranteeStatus.NONE, List.of());
        }
    }

    /**
     * How this node came to hold virtual addresses.
     *
     * @param group which addresses
     * @param kind such as {@code peer_lost}; see {@link tandem.core.status.TakeoverReport}
     * @param cause why, as a sentence
     * @param from who held them before; empty if nobody is known
     * @param evidence what spoke for it, as sentences
     * @param moments oldest first; the last is the showing of the addresses
     */
    record Takeover(
            String group,
            long term,
            String kind,
            String cause,
            String from,
            List<String> evidence,
            List<Moment> moments) {
        public Takeover {
            evidence = List.copyOf(evidence);
            moments = List.copyOf(moments);
        }

        /** @param atNanos on the node's clock */
        public record Moment(long atNanos, String what) {}
    }

    /** Hears of changes. Called on the election thread of the group that changed: enqueue and return. */
    interface Listener {
        /**
         * What this node is to a group of addresses changed.
         *
         * @param reason the sentence for log, event and status; it names the group where there are several
         */
        @RunsOn(RunsOn.Lane.ELECTION)
        void roleChanged(String group, Role before, Role now, String reason);

        /** Something worth an event happened that changed no role. */
        @RunsOn(RunsOn.Lane.ELECTION)
        void noted(String sentence);

        /** What became of the connections that this node had when it gave addresses away; as the status tells it. */
        @RunsOn(RunsOn.Lane.ELECTION)
        default void handedOver(String group, HandoverStatus result) {}

        /** This node has taken the addresses, as told by {@link #roleChanged} just before. */
        @RunsOn(RunsOn.Lane.ELECTION)
        default void tookOver(Takeover takeover) {}
    }
}
