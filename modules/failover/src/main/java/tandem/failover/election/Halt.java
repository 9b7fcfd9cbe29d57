package tandem.failover.election;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tandem.core.config.Quorum;
import tandem.failover.election.Phase.Candidate;
import tandem.failover.election.Phase.Handing;
import tandem.failover.election.Phase.Holding;
import tandem.failover.election.Phase.Joining;
import tandem.failover.election.Phase.Left;
import tandem.failover.election.Phase.Quarantined;
import tandem.failover.election.Phase.Standby;
import tandem.failover.election.Phase.Taking;

/**
 * What follows when this node stood still: it hides, and, where no majority decides for it, takes nothing until every node of its
 * view has confirmed that it sees the same view.
 */
final class Halt {
    private final Turn turn;
    private final Tenure tenure;

    Halt(Turn turn, Tenure tenure) {
        this.turn = turn;
        this.tenure = tenure;
    }

    void noticed(long gapNanos) {
        if (turn.phase instanceof Joining || turn.phase instanceof Left) {
            return;
        }
        String halt = turn.self() + " stood still for " + Sentences.millis(gapNanos) + " ms";
        Reason why = Reason.of(halt + " and hid " + turn.rules.vips());
        boolean mayBeShown = switch (turn.phase) {
            case Holding _, Taking _ -> true;
            case Handing handing -> !handing.hidden();
            case Joining _, Quarantined _, Standby _, Candidate _, Left _ -> false;
        };
        if (mayBeShown) {
            turn.act(new Action.HideVips(why));
        }
        switch (turn.phase) {
            case Handing handing -> new Handover(turn, tenure).abandon(handing, why);
            case Holding _, Taking _, Candidate _ -> turn.become(new Standby(), why);
            case Joining _, Quarantined _, Standby _, Left _ -> turn.note(Reason.of(halt));
        }
        turn.fitness = turn.fitness.gatewayUnknown();
        boolean decidesForItself = !turn.rules.single() && turn.rules.quorum() != Quorum.MAJORITY;
        turn.gap = decidesForItself
                ? Optional.of(new State.Gap(gapNanos, turn.now, turn.now, Set.of()))
                : Optional.empty();
        turn.gap.ifPresent(gap -> turn.act(new Action.Broadcast(new Message.ConfirmAsk(gap.nonce()))));
    }

    void confirmed(String from, Message.Confirm confirm) {
        if (turn.gap.isEmpty() || turn.gap.get().nonce() != confirm.nonce()) {
            return;
        }
        State.Gap gap = turn.gap.get();
        if (!Set.copyOf(confirm.view()).equals(Set.copyOf(turn.view.nodes()))) {
            return;
        }
        Set<String> by = new HashSet<>(gap.confirmedBy());
        by.add(from);
        boolean all = turn.view.nodes().stream().allMatch(node -> node.equals(turn.self()) || by.contains(node));
        turn.gap =
                all ? Optional.empty() : Optional.of(new State.Gap(gap.gapNanos(), gap.noticedAt(), gap.nonce(), by));
        if (all) {
            turn.note(Reason.of(
                    "its peers confirmed the view; " + turn.self() + " may take " + turn.rules.vips() + " again"));
        }
    }

    /** Asks again; a lone node gives up waiting for a peer to turn up. */
    void expire() {
        if (turn.gap.isPresent() && turn.beatDue()) {
            turn.act(new Action.Broadcast(new Message.ConfirmAsk(turn.gap.get().nonce())));
        }
        boolean lone = turn.view.alone() && turn.gap.isPresent();
        if (lone
                && turn.now - turn.gap.get().noticedAt()
                        >= 2 * turn.rules.timing().aloneNanos()) {
            turn.gap = Optional.empty();
        }
    }
}
