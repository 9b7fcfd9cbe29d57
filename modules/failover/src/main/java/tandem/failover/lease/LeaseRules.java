package tandem.failover.lease;

import java.util.Set;
import java.util.stream.Stream;
import tandem.core.config.OnQuorumLoss;
import tandem.core.config.Quorum;
import tandem.failover.lease.Lease.Round;

/**
 * Which grants it takes, and the times.
 *
 * @param self this node, one of the voters
 * @param incarnation differs between two lives of this node
 */
public record LeaseRules(
        String self,
        long incarnation,
        Electorate electorate,
        Quorum quorum,
        OnQuorumLoss onQuorumLoss,
        LeaseTimers timers) {
    public LeaseRules {
        if (!electorate.voters().contains(self)) {
            throw new IllegalArgumentException("'" + self + "' is not among the voters " + electorate.voters());
        }
        if (quorum != Quorum.NONE && !timers.safe()) {
            throw new IllegalArgumentException("the promise is too short for the other times: " + timers);
        }
    }

    /** The same where only the lifetime of the addresses fences this node. */
    public LeaseRules withLifetimeFence() {
        return quorum == Quorum.NONE
                ? this
                : new LeaseRules(self, incarnation, electorate, quorum, onQuorumLoss, timers.withLifetimeFence());
    }

    /** Whether these grants allow the addresses to be taken. */
    boolean mayTake(Set<String> granted, Hearing hearing) {
        return granted.contains(self)
                && switch (quorum) {
                    case MAJORITY -> granted.size() >= electorate.majority();
                    case PROBE, NONE ->
                        missing(granted)
                                .allMatch(v -> hearing.silent().contains(v)
                                        || hearing.dead().contains(v));
                    case STRICT -> missing(granted).allMatch(hearing.dead()::contains);
                };
    }

    /** Whether these grants allow the addresses to be kept. */
    boolean mayKeep(Set<String> granted) {
        return granted.contains(self) && (quorum != Quorum.MAJORITY || granted.size() >= electorate.majority());
    }

    /** Whether the addresses are kept although a majority did not grant: nobody who answers knows another holder. */
    boolean holdsOn(Round round, Hearing hearing) {
        boolean rival = round.answers().values().stream()
                .anyMatch(a -> !a.holder().isEmpty() && !a.holder().equals(self));
        return quorum == Quorum.MAJORITY
                && onQuorumLoss == OnQuorumLoss.HOLD
                && round.granted().contains(self)
                && hearing.mayHold()
                && !rival;
    }

    private Stream<String> missing(Set<String> granted) {
        return electorate.voters().stream().filter(voter -> !granted.contains(voter));
    }
}
