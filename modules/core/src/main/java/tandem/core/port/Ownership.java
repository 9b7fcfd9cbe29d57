package tandem.core.port;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import tandem.core.status.GuaranteeStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.Role;
import tandem.core.status.VipStatus;

/** Who holds the virtual addresses, and how they are moved on purpose. Implemented by failover. Any thread. */
public interface Ownership extends AutoCloseable {
    OwnershipStatus status();

    /**
     * Moves the virtual addresses on purpose; may be asked of any node.
     *
     * @param to the node that takes them; empty: the next one in rank
     * @return what came of it; never completes exceptionally
     */
    default CompletionStage<Outcome> switchover(Optional<String> to) {
        return switchover(to, false);
    }

    /**
     * Moves the virtual addresses on purpose; may be asked of any node.
     *
     * @param to the node that takes them; empty: the next one in rank
     * @param force also to a node that something speaks against, and though connections of an earlier hand-over break
     * @return what came of it; never completes exceptionally
     */
    CompletionStage<Outcome> switchover(Optional<String> to, boolean force);

    /** Whether this node has given the addresses away and goes on with the connections that it had. */
    default boolean keepsConnections() {
        return false;
    }

    /**
     * Hands the virtual addresses to a peer if one is fit, else gives them up; afterwards this node takes nothing any more.
     *
     * @return completes when this node no longer holds them; never exceptionally
     */
    CompletionStage<Outcome> stepDown();

    /**
     * Leaves the cluster and removes what is left of the virtual addresses. Blocks for at most three seconds, and only where
     * something hangs for that long.
     */
    @Override
    void close();

    /**
     * What this node knows of ownership.
     *
     * @param role this node's
     * @param reason why, as a sentence
     * @param nodes every node of the cluster, this one included, in configuration order
     * @param guarantee what stands behind the claim that one node alone holds the addresses
     */
    record OwnershipStatus(
            Role role,
            String reason,
            long term,
            List<NodeStatus> nodes,
            List<VipStatus> vips,
            GuaranteeStatus guarantee) {
        public OwnershipStatus {
            nodes = List.copyOf(nodes);
            vips = List.copyOf(vips);
        }

        /** Ownership without a guarantee to speak of. */
        public OwnershipStatus(Role role, String reason, long term, List<NodeStatus> nodes, List<VipStatus> vips) {
            this(role, reason, term, nodes, vips, GuaranteeStatus.NONE);
        }
    }

    /**
     * How this node came to hold the virtual addresses.
     *
     * @param kind such as {@code peer_lost}; see {@link tandem.core.status.TakeoverReport}
     * @param cause why, as a sentence
     * @param from who held them before; empty if nobody is known
     * @param evidence what spoke for it, as sentences
     * @param moments oldest first; the last is the showing of the addresses
     */
    record Takeover(long term, String kind, String cause, String from, List<String> evidence, List<Moment> moments) {
        public Takeover {
            evidence = List.copyOf(evidence);
            moments = List.copyOf(moments);
        }

        /** @param atNanos on the node's clock */
        public record Moment(long atNanos, String what) {}
    }

    /** Hears of changes. Called on the election thread: enqueue and return. */
    interface Listener {
        /**
         * This node's role changed.
         *
         * @param reason the sentence for log, event and status
         */
        @RunsOn(RunsOn.Lane.ELECTION)
        void roleChanged(Role before, Role now, String reason);

        /** Something worth an event happened that changed no role. */
        @RunsOn(RunsOn.Lane.ELECTION)
        void noted(String sentence);

        /** This node has taken the addresses, as told by {@link #roleChanged} just before. */
        @RunsOn(RunsOn.Lane.ELECTION)
        default void tookOver(Takeover takeover) {}
    }
}
