package tandem.core.port;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
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
    CompletionStage<Outcome> switchover(Optional<String> to);

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
     */
    record OwnershipStatus(Role role, String reason, long term, List<NodeStatus> nodes, List<VipStatus> vips) {
        public OwnershipStatus {
            nodes = List.copyOf(nodes);
            vips = List.copyOf(vips);
        }
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
    }
}
