package tandem.failover.election;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import tandem.core.config.OnQuorumLoss;
import tandem.core.config.Profile;
import tandem.core.config.Quorum;
import tandem.failover.lease.LeaseTimers;

/**
 * What an installation of one seed looks like.
 *
 * @param lifetimeFence whether only the lifetime of the addresses fences
 * @param divides whether the clients' segment falls apart too, not only the links of the cluster
 */
record Plan(
        List<String> nodes,
        List<String> witnesses,
        Quorum quorum,
        OnQuorumLoss onQuorumLoss,
        Profile profile,
        boolean lifetimeFence,
        boolean divides) {

    static Plan of(Random chance) {
        int nodes = 2 + chance.nextInt(4);
        int witnesses = chance.nextInt(3);
        Quorum[] modes = {Quorum.MAJORITY, Quorum.MAJORITY, Quorum.MAJORITY, Quorum.PROBE, Quorum.STRICT, Quorum.NONE};
        Quorum quorum = modes[chance.nextInt(modes.length)];
        if (quorum == Quorum.MAJORITY && nodes + witnesses < 3) {
            witnesses = 1;
        }
        if (quorum != Quorum.MAJORITY) {
            nodes = 2;
            witnesses = 0;
        }
        boolean hold = quorum == Quorum.MAJORITY && chance.nextInt(5) == 0;
        return new Plan(
                named("lb", nodes),
                named("w", witnesses),
                quorum,
                hold ? OnQuorumLoss.HOLD : OnQuorumLoss.RELEASE,
                Profile.values()[chance.nextInt(Profile.values().length)],
                chance.nextInt(5) == 0,
                chance.nextBoolean());
    }

    private static List<String> named(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toList();
    }

    List<String> voters() {
        List<String> voters = new ArrayList<>(nodes);
        voters.addAll(witnesses);
        return voters;
    }

    /** The times as configured, before a node finds out what fences it. */
    LeaseTimers timers() {
        return quorum == Quorum.NONE ? LeaseTimers.ofHeartbeat(World.nanos(100)) : LeaseTimers.of(profile);
    }

    /** The times in force. */
    LeaseTimers inForce() {
        return lifetimeFence && quorum != Quorum.NONE ? timers().withLifetimeFence() : timers();
    }

    /** Whether the owner keeps the addresses although no majority grants them. */
    boolean holds() {
        return quorum == Quorum.MAJORITY && onQuorumLoss == OnQuorumLoss.HOLD;
    }

    /** Whether two owners at once are never allowed, whatever is broken. */
    boolean neverTwo() {
        return quorum == Quorum.MAJORITY && onQuorumLoss == OnQuorumLoss.RELEASE;
    }
}
