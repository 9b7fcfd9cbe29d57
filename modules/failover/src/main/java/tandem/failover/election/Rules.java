package tandem.failover.election;

import java.util.List;
import java.util.concurrent.TimeUnit;
import tandem.core.config.Quorum;
import tandem.failover.lease.LeaseRules;
import tandem.failover.lease.ReleaseNonces;

/**
 * What does not change while a node runs.
 *
 * @param order every node of the installation, in configuration order
 * @param prefer the node that is to hold the addresses while it can; empty if any may keep them
 * @param vips the virtual addresses, for sentences
 * @param frozenOwnerKeeps whether a frozen node keeps the addresses for ever, since no kernel lifetime takes them away
 * @param lease which voters have to grant, and the times; names this node
 * @param nonces of this life
 * @param drainNanos how long connections may go on at this node after it has given the addresses away
 */
public record Rules(
        List<String> order,
        String prefer,
        String vips,
        boolean frozenOwnerKeeps,
        Timing timing,
        LeaseRules lease,
        ReleaseNonces nonces,
        long drainNanos) {

    /** With the drain that a configuration has by default. */
    public Rules(
            List<String> order,
            String prefer,
            String vips,
            boolean frozenOwnerKeeps,
            Timing timing,
            LeaseRules lease,
            ReleaseNonces nonces) {
        this(order, prefer, vips, frozenOwnerKeeps, timing, lease, nonces, TimeUnit.SECONDS.toNanos(60));
    }

    public Rules {
        order = List.copyOf(order);
        if (!order.contains(lease.self())) {
            throw new IllegalArgumentException("node '" + lease.self() + "' is not among " + String.join(", ", order));
        }
    }

    /** This node's name, one of {@link #order}. */
    public String self() {
        return lease.self();
    }

    /** Differs between two lives of this node. */
    public long incarnation() {
        return lease.incarnation();
    }

    public Quorum quorum() {
        return lease.quorum();
    }

    /** Whether there is nobody else in the installation. */
    boolean single() {
        return order.size() == 1;
    }

    int rank(String node) {
        int index = order.indexOf(node);
        return index < 0 ? order.size() : index;
    }
}
