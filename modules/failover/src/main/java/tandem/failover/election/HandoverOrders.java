package tandem.failover.election;

import java.util.Optional;
import tandem.core.port.Outcome;
import tandem.failover.election.Phase.Handing;
import tandem.failover.election.Phase.Handing.Stage;
import tandem.failover.election.Phase.Purpose;

/**
 * Why addresses are handed over, and to whom: somebody asked, this node goes into maintenance or stops, or a peer is better placed. The
 * {@link Handover} carries it out.
 */
final class HandoverOrders {
    private final Turn turn;
    private final Handover handover;
    private final Candidates candidates;
    private final FlowHandover flows;

    HandoverOrders(Turn turn, Handover handover) {
        this.turn = turn;
        this.handover = handover;
        this.candidates = new Candidates(turn);
        this.flows = new FlowHandover(turn);
    }

    /** An operator asked this node, or a peer asked it for one. */
    void asked(Purpose purpose, String to, boolean force) {
        switch (turn.phase) {
            case Phase.Holding holding -> {
                Outcome target = allowed(to.isEmpty() ? anyTarget() : candidates.named(to, force), force);
                switch (target) {
                    case Outcome.Done done -> handover.begin(holding.term(), done.sentence(), purpose);
                    case Outcome.Refused refused -> handover.answer(purpose, refused);
                }
            }
            case Phase.Candidate _, Phase.Taking _, Handing _ -> handover.answer(purpose, beingMoved());
            case Phase.Joining _, Phase.Quarantined _, Phase.Standby _, Phase.Left _ -> forward(purpose, to, force);
        }
    }

    /** This node is to hold nothing, or may again; what it holds goes to a peer first, and if none takes it, nothing changes. */
    void maintenance(long request, boolean on) {
        Purpose purpose = new Purpose.Maintenance(request);
        boolean moving = turn.phase instanceof Phase.Candidate
                || turn.phase instanceof Phase.Taking
                || turn.phase instanceof Handing;
        if (on && turn.phase instanceof Phase.Holding holding) {
            Outcome target =
                    candidates.bestPeer().<Outcome>map(Outcome.Done::new).orElseGet(this::noTarget);
            switch (allowed(target, false)) {
                case Outcome.Done done -> handover.begin(holding.term(), done.sentence(), purpose);
                case Outcome.Refused refused -> handover.answer(purpose, refused);
            }
        } else if (on && moving) {
            handover.answer(purpose, beingMoved());
        } else {
            turn.fitness = turn.fitness.maintenance(on);
            handover.answer(
                    purpose,
                    new Outcome.Done(
                            on
                                    ? turn.self() + " holds nothing until its maintenance is over"
                                    : turn.self() + " may hold " + turn.rules.vips() + " again"));
        }
    }

    private Outcome beingMoved() {
        return new Outcome.Refused(turn.rules.vips() + " is being moved already; try again in a moment");
    }

    private Outcome noTarget() {
        return new Outcome.Refused("no other node could take " + turn.rules.vips() + ": " + candidates.obstacles());
    }

    /** Connections that this node passes on to a third would break. */
    private Outcome allowed(Outcome target, boolean force) {
        if (force || !(target instanceof Outcome.Done(String to))) {
            return target;
        }
        return flows.stillKeeps(to).<Outcome>map(Outcome.Refused::new).orElse(target);
    }

    /** Holding, and a peer has been better placed, or is preferred and has been back, for a while. */
    void toBetterPeer(Phase.Holding holding) {
        if (!toPreferred(holding)) {
            awayFromLostGateway(holding);
        }
    }

    private boolean toPreferred(Phase.Holding holding) {
        String preferred = turn.rules.prefer();
        boolean settled = turn.now - turn.view.installedAt() >= Handover.BETTER_AGAIN_NANOS
                && turn.now - turn.roleSince() >= Handover.BETTER_AGAIN_NANOS
                && turn.now - turn.betterAt >= 0;
        if (preferred.isEmpty() || preferred.equals(turn.self()) || !settled || !turn.view.has(preferred)) {
            return false;
        }
        boolean ready = candidates.named(preferred, false) instanceof Outcome.Done
                && candidates.strong(preferred)
                && flows.stillKeeps(preferred).isEmpty();
        if (ready) {
            handover.begin(
                    holding.term(),
                    preferred,
                    new Purpose.Better(preferred + " is preferred and has been back for a while"));
        }
        return ready;
    }

    private void awayFromLostGateway(Phase.Holding holding) {
        boolean patient =
                turn.now - turn.fitness.gatewayLostAt() >= turn.rules.timing().patienceNanos();
        if (turn.fitness.gateway() != Fitness.Gateway.LOST || !patient || turn.now - turn.betterAt < 0) {
            return;
        }
        candidates
                .strongPeer()
                .ifPresent(peer -> handover.begin(
                        holding.term(),
                        peer,
                        new Purpose.Better(turn.self() + " does not reach the gateway, " + peer + " does")));
    }

    /** This node is to leave; if the only peers are starting, once one of them can take the addresses. */
    void stepDown(long request) {
        boolean waits = turn.phase instanceof Phase.Holding
                && candidates.bestPeer().isEmpty()
                && candidates.starting().isPresent();
        if (waits) {
            long deadline = turn.now
                    + turn.rules.lease().timers().promise()
                    + turn.rules.timing().handoverNanos();
            turn.leaving = Optional.of(new State.Leaving(request, deadline));
            turn.note(Reason.of("is to step down; keeps " + turn.rules.vips() + " until "
                    + candidates.starting().orElseThrow() + ", which is starting, can take them"));
        } else {
            stepDownNow(request);
        }
    }

    /** Whether the wait is over. */
    void leaving(State.Leaving leaving) {
        boolean waits = turn.phase instanceof Phase.Holding
                && turn.now - leaving.deadline() < 0
                && candidates.bestPeer().isEmpty()
                && candidates.starting().isPresent();
        if (!waits) {
            turn.leaving = Optional.empty();
            stepDownNow(leaving.request());
        }
    }

    private void stepDownNow(long request) {
        Purpose purpose = new Purpose.Stop(request);
        switch (turn.phase) {
            case Phase.Holding holding -> handover.begin(holding.term(), handover.successor(), purpose);
            case Phase.Taking taking -> {
                turn.become(
                        new Handing(taking.term(), handover.successor(), turn.now, Stage.PREPARING, purpose),
                        handover.leavingReason());
                turn.phase = flows.plainly((Handing) turn.phase, "");
            }
            case Handing handing -> {
                handover.answer(handing.purpose(), new Outcome.Refused(turn.self() + " is leaving"));
                turn.become(
                        new Handing(handing.term(), handing.to(), turn.now, handing.stage(), purpose),
                        handover.leavingReason());
            }
            case Phase.Joining _, Phase.Quarantined _, Phase.Standby _, Phase.Candidate _ -> {
                turn.become(new Phase.Left(), Reason.of("stepped down"));
                handover.answer(purpose, new Outcome.Done(turn.self() + " stepped down; it held no virtual address"));
            }
            case Phase.Left _ -> handover.answer(purpose, new Outcome.Done(turn.self() + " has stepped down already"));
        }
    }

    private Outcome anyTarget() {
        boolean selfWeak = !turn.weak().isEmpty();
        return (selfWeak ? candidates.bestPeer() : candidates.strongPeer())
                .<Outcome>map(Outcome.Done::new)
                .orElseGet(this::noTarget);
    }

    private void forward(Purpose purpose, String to, boolean force) {
        Optional<String> holder = turn.holder();
        if (!(purpose instanceof Purpose.Asked asked)) {
            handover.answer(purpose, new Outcome.Refused(turn.self() + " does not hold " + turn.rules.vips()));
        } else if (holder.isEmpty()) {
            handover.answer(
                    purpose,
                    new Outcome.Refused("no node that " + turn.self() + " sees holds " + turn.rules.vips()
                            + "; there is nothing to move"));
        } else if (to.equals(holder.get())) {
            handover.answer(purpose, new Outcome.Refused(to + " holds " + turn.rules.vips() + " already"));
        } else if (turn.forwarded.isPresent()) {
            handover.answer(purpose, new Outcome.Refused("a switchover is under way; try again in a moment"));
        } else {
            long deadline = turn.now + 2 * turn.rules.timing().handoverNanos();
            turn.forwarded = Optional.of(new State.Forwarded(asked.request(), holder.get(), deadline));
            turn.act(new Action.Send(holder.get(), new Message.SwitchoverAsk(asked.request(), to, force)));
        }
    }
}
