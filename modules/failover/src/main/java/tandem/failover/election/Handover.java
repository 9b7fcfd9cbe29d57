package tandem.failover.election;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tandem.core.port.Outcome;
import tandem.failover.election.Phase.Handing;
import tandem.failover.election.Phase.Handing.Stage;
import tandem.failover.election.Phase.Purpose;

/** Giving the addresses to a peer on purpose: hide, release, wait until it holds them, take back if it does not. */
final class Handover {
    static final long BETTER_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Turn turn;
    private final Tenure tenure;
    private final Candidates candidates;
    private final FlowHandover flows;

    Handover(Turn turn, Tenure tenure) {
        this.turn = turn;
        this.tenure = tenure;
        this.candidates = new Candidates(turn);
        this.flows = new FlowHandover(turn);
    }

    /** Who gets them: whoever keeps connections of the hand-over before, so that those live on, or the best. */
    String successor() {
        Optional<String> before = turn.flows.passing().map(FlowState.Passing::from);
        return before.filter(candidates::strong).or(candidates::bestPeer).orElse("");
    }

    /** An order to hide was carried out; after the last of them the peer may take the addresses. */
    void hidden() {
        turn.hidesPending--;
        if (turn.hidesPending == 0 && turn.phase instanceof Handing handing && handing.stage() == Stage.HIDING) {
            tenure.giveBack();
            turn.become(
                    handing.at(Stage.RELEASED),
                    Reason.of(turn.self() + " hands " + turn.rules.vips() + " to " + handing.to()));
            release(handing);
        }
    }

    /** The addresses are hidden although nobody asked for it. */
    void vipsLost(String sentence) {
        Reason why = Reason.of("lost " + turn.rules.vips() + ": " + sentence);
        if (turn.phase instanceof Phase.Holding || turn.phase instanceof Handing handing && handing.untouched()) {
            if (turn.phase instanceof Handing handing) {
                abandon(handing, why);
            } else {
                turn.become(new Phase.Standby(), why);
            }
            turn.retryAt = turn.now + turn.rules.timing().retryNanos();
            tenure.giveBack();
        }
    }

    /** Before anything was hidden; true if that is the case. */
    private boolean untouched(Handing handing) {
        if (!handing.untouched()) {
            return false;
        }
        if (turn.lease.idle()) {
            Reason why = Reason.of("no longer holds " + turn.rules.vips() + ": the voters did not renew the lease");
            turn.act(new Action.HideVips(why));
            abandon(handing, why);
            return true;
        }
        boolean lost = !turn.view.has(handing.to()) || !candidates.able(handing.to());
        if (lost && handing.purpose() instanceof Purpose.Stop) {
            turn.phase = new Handing(handing.term(), successor(), turn.now, handing.stage(), handing.purpose());
            turn.phase = flows.plainly((Handing) turn.phase, handing.to() + " cannot take them any more");
        } else if (lost) {
            String why = handing.to() + " cannot take " + turn.rules.vips() + " any more; it stays at " + turn.self();
            turn.become(new Phase.Holding(handing.term()), Reason.of(why));
            turn.betterAt = turn.now + BETTER_AGAIN_NANOS;
            turn.act(new Action.ClearFlows());
            answer(handing.purpose(), new Outcome.Refused(why));
        } else if (turn.now - handing.startedAt() >= FlowHandover.PREPARE_NANOS) {
            turn.phase = flows.plainly(handing, handing.to() + " did not prepare in time");
        } else if (handing.stage() == Stage.PREPARING && turn.beatDue()) {
            flows.ask(handing.term(), handing.to());
        }
        return true;
    }

    void declined(String from, Message.Declined declined) {
        if (turn.phase instanceof Handing handing
                && handing.to().equals(from)
                && handing.term() <= declined.term()
                && handing.hidden()) {
            failed(handing, from + " declined: " + declined.sentence());
        }
    }

    /** Looks whether the peer has taken them, or will not. */
    void watch(Handing handing) {
        Optional<String> taker = turn.holder().filter(peer -> turn.peerTerm(peer) > handing.term());
        if (taker.isEmpty() && untouched(handing)) {
            return;
        }
        if (taker.isPresent()) {
            if (!handing.hidden()) {
                turn.act(new Action.HideVips(Reason.of(taker.get() + " holds them already")));
            }
            done(handing, taker.get());
        } else if (handing.hidden() && handing.to().isEmpty()) {
            leave(handing, "hid " + turn.rules.vips() + "; nobody could take it: " + candidates.obstacles());
        } else if (turn.now - handing.startedAt() >= turn.rules.timing().handoverNanos()) {
            failed(
                    handing,
                    handing.to() + " did not take it within "
                            + Sentences.millis(turn.rules.timing().handoverNanos()) + " ms");
        } else if (!handing.to().isEmpty() && !turn.view.has(handing.to())) {
            failed(handing, handing.to() + " left the view");
        } else if (handing.hidden() && turn.beatDue()) {
            release(handing);
        }
    }

    /** Ends it without a successor: this node stood still, and nothing is known. */
    void abandon(Handing handing, Reason why) {
        flows.giveUp();
        flows.dropKeeping(handing);
        if (handing.purpose() instanceof Purpose.Stop) {
            turn.become(new Phase.Left(), why);
        } else {
            turn.become(new Phase.Standby(), why);
        }
        answer(handing.purpose(), new Outcome.Refused(why.sentence()));
    }

    /** Begins with what leaves everything as it is until the peer is ready. */
    void begin(long term, String to, Purpose purpose) {
        Reason why = switch (purpose) {
            case Purpose.Better better -> Reason.of("hands over to " + to + ": " + better.why());
            case Purpose.Stop _ -> leavingReason();
            case Purpose.Maintenance _ ->
                Reason.of("hands over to " + to + ": " + turn.self() + " goes into maintenance");
            case Purpose.Asked _, Purpose.AskedBy _ -> Reason.of("switchover to " + to + " asked for");
        };
        Handing handing = new Handing(term, to, turn.now, Stage.PREPARING, purpose);
        turn.become(handing, why);
        if (!flows.ask(term, to)) {
            turn.phase = flows.plainly(handing, to.isEmpty() ? "" : flows.obstacle());
        }
    }

    Reason leavingReason() {
        return Reason.of(turn.self() + " steps down");
    }

    private void release(Handing handing) {
        if (!handing.to().isEmpty()) {
            turn.act(new Action.Send(
                    handing.to(),
                    new Message.Release(handing.term(), turn.rules.nonces().nonce(handing.term()))));
        }
    }

    private void done(Handing handing, String taker) {
        long took = Sentences.millis(turn.now - handing.startedAt());
        String sentence = "switched over from " + turn.self() + " to " + taker + " in " + took + " ms, term "
                + turn.peerTerm(taker) + connections();
        flows.drain(taker);
        boolean other = !handing.to().isEmpty() && !taker.equals(handing.to());
        if (handing.purpose() instanceof Purpose.Stop) {
            leave(handing, sentence);
        } else {
            turn.become(new Phase.Standby(), Reason.of(sentence));
            if (handing.purpose() instanceof Purpose.Maintenance) {
                turn.fitness = turn.fitness.maintenance(true);
            }
            answer(
                    handing.purpose(),
                    other && !turn.fitness.maintenance()
                            ? new Outcome.Refused(taker + " took it before " + handing.to() + " could")
                            : new Outcome.Done(sentence));
        }
    }

    private void failed(Handing handing, String why) {
        if (handing.purpose() instanceof Purpose.Stop) {
            leave(
                    handing,
                    handing.hidden()
                            ? "hid " + turn.rules.vips() + "; " + why
                            : turn.rules.vips() + " is not hidden yet");
            return;
        }
        if (handing.purpose() instanceof Purpose.Better) {
            turn.betterAt = turn.now + BETTER_AGAIN_NANOS;
        }
        boolean mayReturn = turn.hidesPending == 0
                && turn.unfit().isEmpty()
                && turn.mayTake()
                && turn.holder().isEmpty();
        turn.become(new Phase.Standby(), Reason.of(why));
        if (!mayReturn) {
            flows.giveUp();
        }
        if (mayReturn) {
            tenure.begin(new Cause(Cause.Kind.RETURNED, why, "", handing.startedAt()), true);
        }
        answer(
                handing.purpose(),
                new Outcome.Refused(
                        why + (mayReturn ? "; " + turn.self() + " takes " + turn.rules.vips() + " back" : "")));
    }

    private String connections() {
        return turn.flows.parked().isPresent()
                ? "; its connections go on at " + turn.self() + " for up to "
                        + TimeUnit.NANOSECONDS.toSeconds(turn.rules.drainNanos()) + " s"
                : turn.flows
                        .last()
                        .filter(result -> !result.why().isEmpty())
                        .map(result -> "; its connections are reset: " + result.why())
                        .orElse("");
    }

    private void leave(Handing handing, String sentence) {
        turn.become(new Phase.Left(), Reason.of(sentence));
        answer(handing.purpose(), new Outcome.Done(sentence));
    }

    void answer(Purpose purpose, Outcome outcome) {
        switch (purpose) {
            case Purpose.Asked asked -> turn.act(new Action.Answer(asked.request(), outcome));
            case Purpose.Maintenance asked -> turn.act(new Action.Answer(asked.request(), outcome));
            case Purpose.Stop stop -> turn.act(new Action.Answer(stop.request(), outcome));
            case Purpose.Better _ -> turn.note(Reason.of(outcome.sentence()));
            case Purpose.AskedBy by ->
                turn.act(new Action.Send(
                        by.node(),
                        new Message.SwitchoverResult(
                                by.request(), outcome instanceof Outcome.Done, outcome.sentence())));
        }
    }
}
