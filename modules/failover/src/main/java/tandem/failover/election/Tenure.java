package tandem.failover.election;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tandem.failover.election.Phase.Candidate;
import tandem.failover.election.Phase.Handing;
import tandem.failover.election.Phase.Holding;
import tandem.failover.election.Phase.Taking;
import tandem.failover.lease.Ballot;
import tandem.failover.lease.Claimant;
import tandem.failover.lease.LeaseEffect;
import tandem.failover.lease.LeaseMessage.Answer;
import tandem.failover.lease.LeaseMessage.Vote;

/**
 * The lease under the phases: asks for it when the node is a candidate, renews it while it takes, holds or hands over, gives it
 * back once the addresses are hidden; and answers the other nodes' votes.
 */
final class Tenure {
    /** So many tries fit into a renewal interval while a release is on its way. */
    private static final int AGAIN = 20;

    private final Turn turn;
    private final Claimant claimant;

    Tenure(Turn turn, Claimant claimant) {
        this.turn = turn;
        this.claimant = claimant;
    }

    /** Begins to ask for the lease. */
    void begin(Cause cause, boolean probe) {
        begin(cause, probe, turn.now);
    }

    /** No term is claimed twice: a release of the first claim that comes late would end what was promised to the second. */
    private void begin(Cause cause, boolean probe, long since) {
        giveBack();
        new FlowHandover(turn).beforeTaking();
        long term =
                Math.max(turn.begun, Math.max(turn.term, turn.ballot.memory().highestTerm())) + 1;
        turn.begun = term;
        turn.phase = new Candidate(term, cause, probe, since);
        moved(claimant.begin(turn.lease, term, turn.now));
    }

    void armed(long term) {
        moved(claimant.armed(turn.lease, term, turn.rules.nonces().hash(term), turn.now));
    }

    void answered(String voter, Answer answer) {
        if (!answer.granted()) {
            turn.term = Math.max(turn.term, answer.highestTerm());
        }
        moved(claimant.answered(turn.lease, voter, answer, turn.hearing(), turn.now));
    }

    /** The addresses could not be armed or shown. */
    void refused(Event.TakeRefused refused) {
        if (turn.phase instanceof Candidate candidate && candidate.term() == refused.term()) {
            notTaken(candidate.cause(), refused);
        } else if (turn.phase instanceof Taking taking && taking.term() == refused.term()) {
            notTaken(taking.cause(), refused);
        }
    }

    private void notTaken(Cause cause, Event.TakeRefused refused) {
        String sentence = Sentences.refused(turn, refused.sentence());
        if (!sentence.equals(turn.fitness.refused())) {
            Reason why = Reason.of(sentence);
            turn.act(turn.silentHolder().isPresent() ? new Action.Warn(why) : new Action.Note(why));
        }
        turn.fitness = turn.fitness.refused(sentence, turn.now);
        turn.retryAt = turn.now + turn.rules.timing().retryNanos();
        turn.become(new Phase.Standby(), Reason.of(sentence));
        giveBack();
        if (!cause.from().isEmpty()) {
            turn.act(new Action.Send(cause.from(), new Message.Declined(turn.term, sentence)));
        }
    }

    /** Another node asks for this node's promise. */
    void asked(String from, Vote vote) {
        if (!turn.rules.order().contains(from) || from.equals(turn.self())) {
            return;
        }
        Ballot.Voted voted = vote(from, vote);
        turn.act(new Action.AnswerVote(from, voted.answer(), remember(voted)));
    }

    /**
     * Renewals do not reach the kernel, so that the fence has closed. Without votes the promises run out as well; they are given back
     * once it is certain that the addresses are hidden.
     */
    void stuck(long nanos) {
        boolean closed = turn.fence.kind().timed() && nanos > claimant.timers().fence();
        if (turn.phase instanceof Holding && closed) {
            turn.hideAndStandBy(Reason.of("no longer shows " + turn.rules.vips() + ": orders were not carried out for "
                    + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms"));
        }
    }

    /** A promise may end; one that was made to a dead process frees this node from waiting for it altogether. */
    void released(Event.ReleaseHeard release) {
        turn.deniedUntil = turn.now;
        turn.releasedAt = turn.now;
        Optional<Ballot.Promise> promise = turn.ballot.promise();
        Ballot next = turn.ballot.released(release.term(), release.nonce());
        if (next == turn.ballot || !promise.map(Ballot.Promise::holder).equals(Optional.of(release.node()))) {
            return;
        }
        turn.ballot = next;
        if (release.byGuard()) {
            turn.dead.put(release.node(), promise.orElseThrow().incarnation());
            turn.note(Reason.of(release.node() + "'s process died; its guard removed " + turn.rules.vips()));
        }
    }

    /** Lets time pass, and lets go of a lease that no phase wants any more. */
    void settle() {
        if (turn.phase instanceof Candidate candidate && turn.lease.idle()) {
            if (turn.now - turn.retryAt >= 0) {
                begin(candidate.cause(), candidate.probe(), candidate.since());
            }
        } else if (wanted()) {
            moved(claimant.tick(turn.lease, turn.hearing(), turn.now));
        } else if (turn.hidesPending == 0) {
            giveBack();
        }
    }

    /** The addresses are hidden: the voters may forget this node's claim. */
    void giveBack() {
        moved(claimant.drop(turn.lease));
    }

    private boolean wanted() {
        return switch (turn.phase) {
            case Candidate _, Taking _, Holding _ -> true;
            case Handing handing -> !handing.hidden();
            case Phase.Joining _, Phase.Quarantined _, Phase.Standby _, Phase.Left _ -> false;
        };
    }

    private void moved(Claimant.Moved moved) {
        turn.lease = moved.next();
        Deque<LeaseEffect> effects = new ArrayDeque<>(moved.effects());
        while (!effects.isEmpty()) {
            effect(effects.poll());
        }
    }

    private void effect(LeaseEffect effect) {
        switch (effect) {
            case LeaseEffect.Arm arm ->
                turn.act(new Action.Arm(arm.term(), turn.phase instanceof Candidate candidate && candidate.probe()));
            case LeaseEffect.Ask ask -> ask(ask);
            case LeaseEffect.Won won -> won(won);
            case LeaseEffect.Renewed renewed -> {
                if (turn.phase instanceof Holding || turn.phase instanceof Handing) {
                    turn.act(new Action.RenewVips(renewed.term(), renewed.latest()));
                }
            }
            case LeaseEffect.Denied denied -> denied(denied);
            case LeaseEffect.Lost lost -> lost(lost);
            case LeaseEffect.GiveBack back -> {
                turn.ballot =
                        turn.ballot.released(back.term(), turn.rules.nonces().nonce(back.term()));
                turn.act(new Action.GiveBack(back.term()));
            }
        }
    }

    private void ask(LeaseEffect.Ask ask) {
        Set<String> others = new HashSet<>(ask.voters());
        others.remove(turn.self());
        if (!others.isEmpty()) {
            turn.act(new Action.AskVoters(others, ask.vote()));
        }
        if (ask.voters().contains(turn.self())) {
            Ballot.Voted voted = vote(turn.self(), ask.vote());
            if (voted.remember()) {
                turn.act(new Action.AnswerVote(turn.self(), voted.answer(), remember(voted)));
            } else {
                answered(turn.self(), voted.answer());
            }
        }
    }

    private Ballot.Voted vote(String from, Vote vote) {
        Ballot.Voted voted = turn.ballot.vote(from, vote, turn.rules.lease().electorate(), turn.now);
        turn.ballot = voted.next();
        return voted;
    }

    private static Optional<Ballot.Memory> remember(Ballot.Voted voted) {
        return voted.remember() ? Optional.of(voted.next().memory()) : Optional.empty();
    }

    private void won(LeaseEffect.Won won) {
        if (turn.phase instanceof Candidate candidate && candidate.term() == won.term()) {
            turn.phase = new Taking(won.term(), candidate.cause(), candidate.since(), turn.now);
            turn.act(new Action.TakeVips(won.term(), won.latest()));
        }
    }

    /** What was released, to this node or by a dead node's guard, is asked for again: the voters may hear of it a little later. */
    private void denied(LeaseEffect.Denied denied) {
        if (!(turn.phase instanceof Candidate candidate) || candidate.term() != denied.term()) {
            return;
        }
        long renew = turn.rules.lease().timers().renew();
        boolean handedOver = !candidate.cause().from().isEmpty();
        boolean released = handedOver || turn.dead.containsKey(turn.lastHolder());
        if (released
                && turn.now - candidate.since() < turn.rules.lease().timers().promise()) {
            turn.retryAt = turn.now + renew / AGAIN;
            return;
        }
        String why = "the voters did not grant " + turn.rules.vips() + ": " + denied.why();
        turn.become(new Phase.Standby(), Reason.of(why));
        turn.retryAt = turn.now + (1 + turn.rules.rank(turn.self())) * renew / 4;
        boolean freed = turn.releasedAt - candidate.since() >= 0;
        turn.deniedUntil = freed ? turn.now : turn.retryAt + denied.retryAfter();
        if (handedOver) {
            turn.act(new Action.Send(candidate.cause().from(), new Message.Declined(candidate.term() - 1, why)));
        }
    }

    private void lost(LeaseEffect.Lost lost) {
        Reason why = Reason.of("no longer holds " + turn.rules.vips() + ": " + lost.why());
        switch (turn.phase) {
            case Holding _, Taking _ -> turn.hideAndStandBy(why);
            case Handing _, Candidate _ -> turn.note(why);
            case Phase.Joining _, Phase.Quarantined _, Phase.Standby _, Phase.Left _ -> {}
        }
    }
}
