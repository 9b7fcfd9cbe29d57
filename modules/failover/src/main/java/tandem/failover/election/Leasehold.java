package tandem.failover.election;

import java.util.Map;
import tandem.failover.lease.Ballot;
import tandem.failover.lease.Lease;

/**
 * What one node knows of the lease: its own claim, what it has promised as a voter, and the other voters.
 *
 * @param startedAt when this node began to listen
 * @param heardAt when each other voter was last heard, on any channel
 * @param dead voters that are certainly without the addresses until they begin another life, with the incarnation that ended
 * @param begun the highest term that this node has begun to claim; none is claimed twice, since a release of the first claim that
 *     comes late would end what was promised to the second
 * @param fence what ends this node's hold when the node no longer can
 */
public record Leasehold(
        long startedAt,
        Lease lease,
        Ballot ballot,
        Map<String, Long> heardAt,
        Map<String, Long> dead,
        long begun,
        Event.FenceChanged fence) {
    public Leasehold {
        heardAt = Map.copyOf(heardAt);
        dead = Map.copyOf(dead);
    }

    /** How long until the next voter that speaks now will have been silent for that long; {@link Long#MAX_VALUE} for none. */
    long untilSilence(long nanos, long now) {
        return heardAt.values().stream()
                .mapToLong(at -> at + nanos - now)
                .filter(left -> left > 0)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    static Leasehold initial(Ballot ballot, long now) {
        return new Leasehold(
                now,
                Lease.NONE,
                ballot,
                Map.of(),
                Map.of(),
                0,
                new Event.FenceChanged(FenceKind.KERNEL_TIMEOUT, "what fences this node has not been measured yet"));
    }
}
