package tandem.failover.election;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tandem.failover.election.FlowState.Parked;
import tandem.failover.election.FlowState.Passing;
import tandem.failover.election.Phase.Handing;
import tandem.failover.election.Phase.Handing.Stage;

/**
 * What becomes of the connections in a {@link Handover}. In six steps: the new owner <em>prepares</em> to pass on packets that it
 * does not know; the old one <em>parks</em> the addresses, dark to questions but not to connections; <em>release</em> and
 * <em>take</em> are the lease's; the old one <em>drains</em>; both <em>clear</em>. Where one of both cannot, the addresses move
 * all the same and connections are reset.
 */
final class FlowHandover {
    /** How long a peer may take to prepare; longer, and the connections are given up. */
    static final long PREPARE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What the kernel's limits last longer than the drain, so that they end nothing before its time. */
    private static final long SPARE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Turn turn;

    FlowHandover(Turn turn) {
        this.turn = turn;
    }

    void heard(Event.OfFlows event) {
        switch (event) {
            case Event.FlowsLooked looked -> turn.flows = turn.flows.looked(looked.stations(), looked.unable());
            case Event.FlowsPassed passed -> passed(passed.why());
            case Event.FlowsKept kept -> {
                if (turn.phase instanceof Handing handing && handing.stage() == Stage.KEEPING) {
                    turn.phase = kept(handing, kept.why());
                }
            }
            case Event.ParkLost lost -> parkLost(lost.why());
            case Event.Draining draining -> draining(draining.left());
            case Event.Drained drained -> drained(drained);
            case Event.Unparked _ -> unparked();
        }
    }

    // The old owner

    /** Asks the peer to prepare; false if nothing can be prepared. */
    boolean ask(long term, String to) {
        if (to.isEmpty() || !turn.flows.able()) {
            return false;
        }
        turn.act(new Action.Send(to, new Message.Prepare(term, keepNanos(), turn.flows.stations())));
        return true;
    }

    /** The peer passes packets on, or says why it does not. */
    void prepared(String from, Message.Prepared prepared) {
        if (!(turn.phase instanceof Handing handing)
                || handing.stage() != Stage.PREPARING
                || !handing.to().equals(from)
                || handing.term() != prepared.term()) {
            return;
        }
        if (prepared.refusal().isEmpty()) {
            turn.act(new Action.KeepFlows(prepared.stations(), keepNanos()));
            turn.phase = handing.at(Stage.KEEPING);
        } else {
            turn.phase = plainly(handing, from + ": " + prepared.refusal());
        }
    }

    /** The rules for this node's connections stand, or say why not. */
    private Handing kept(Handing handing, String why) {
        if (!why.isEmpty()) {
            return plainly(handing, turn.self() + ": " + why);
        }
        turn.flows = turn.flows.parked(
                Optional.of(new Parked(handing.to(), handing.term(), turn.now + turn.rules.drainNanos(), false, -1)));
        turn.act(new Action.ParkVips(keepNanos(), hiding(handing)));
        return handing.at(Stage.HIDING);
    }

    /** Moves the addresses without their connections. */
    Handing plainly(Handing handing, String why) {
        turn.flows = turn.flows.last(new FlowState.Result(handing.to(), 0, 0, why));
        if (!why.isEmpty()) {
            turn.note(Reason.of("connections are not handed over but reset: " + why));
        }
        dropKeeping(handing);
        turn.act(new Action.HideVips(hiding(handing)));
        return handing.at(Stage.HIDING);
    }

    /** Rules that are just being put up would send new connections away once this node holds the addresses again. */
    void dropKeeping(Handing handing) {
        if (handing.stage() == Stage.KEEPING) {
            turn.act(new Action.ClearFlows());
        }
    }

    private Reason hiding(Handing handing) {
        return Reason.of(
                turn.self() + " hides " + turn.rules.vips() + (handing.to().isEmpty() ? "" : " for " + handing.to()));
    }

    /** The addresses are away: what was kept is asked to end, what was not is closed. */
    void drain(String to) {
        Optional<Parked> parked = turn.flows.parked();
        if (parked.isPresent()) {
            turn.flows = turn.flows.parked(parked.map(p -> new Parked(to, p.term(), p.deadline(), true, p.left())));
            turn.act(new Action.DrainFlows(parked.get().deadline()));
        } else {
            boolean goOn = turn.rules.frozenOwnerKeeps();
            turn.act(new Action.DrainFlows(goOn ? turn.now + turn.rules.drainNanos() : turn.now));
        }
    }

    /** Why connections are not handed over, as an operator wants to know; with some providers they go on by themselves. */
    String obstacle() {
        return turn.rules.frozenOwnerKeeps() ? "" : turn.flows.unable();
    }

    /** Nobody took them: what was kept is given up, unless this node takes them back. */
    void giveUp() {
        if (turn.flows.parked().isPresent()) {
            endParking();
        }
    }

    /** This node asks for the addresses again: new connections must not be sent away any more. */
    void beforeTaking() {
        if (turn.flows.parked().isPresent() && turn.flows.passing().isEmpty()) {
            turn.act(new Action.ClearFlows());
        }
    }

    /** This node holds the addresses again; their connections are its own. */
    void taken() {
        if (turn.flows.parked().isPresent()) {
            turn.flows = turn.flows.parked(Optional.empty());
            turn.act(new Action.ResumeFlows());
        }
    }

    private void parkLost(String why) {
        if (turn.flows.parked().isPresent()) {
            Parked lost = turn.flows.parked().get();
            turn.flows = turn.flows.parked(Optional.empty()).last(new FlowState.Result(lost.to(), 0, 0, why));
            turn.act(new Action.Warn(Reason.of("connections are not kept but reset: " + why)));
            if (lost.draining()) {
                turn.act(new Action.DrainFlows(turn.now));
            }
        }
    }

    private void draining(int left) {
        turn.flows = turn.flows.parked(turn.flows
                .parked()
                .map(parked -> new Parked(parked.to(), parked.term(), parked.deadline(), parked.draining(), left)));
    }

    private void drained(Event.Drained drained) {
        Optional<Parked> parked = turn.flows.parked();
        String to = parked.map(Parked::to)
                .or(() -> turn.flows.last().map(FlowState.Result::to))
                .orElse("");
        String why = parked.isPresent()
                ? drained.broken() > 0
                        ? "they had not ended within " + TimeUnit.NANOSECONDS.toSeconds(turn.rules.drainNanos()) + " s"
                        : ""
                : turn.flows.last().map(FlowState.Result::why).orElse("");
        FlowState.Result result = new FlowState.Result(to, drained.total(), drained.broken(), why);
        turn.flows = turn.flows.last(result);
        if (parked.isPresent()) {
            endParking();
        }
        turn.act(new Action.CountHandover(result));
        Reason sentence = Reason.of(result.sentence());
        turn.act(drained.broken() > 0 ? new Action.Warn(sentence) : new Action.Note(sentence));
        turn.sayHello();
    }

    private void endParking() {
        turn.flows = turn.flows.parked(Optional.empty());
        turn.act(new Action.UnparkVips());
    }

    /**
     * The rules go last: with the addresses here and the rules gone, this node would reset each connection that the new owner does not
     * know yet and passes on.
     */
    private void unparked() {
        if (turn.flows.passing().isEmpty() && !keeping()) {
            turn.act(new Action.ClearFlows());
        }
    }

    /** Whether rules for this node's own connections stand or are being put up: they take the place of all before. */
    private boolean keeping() {
        return turn.flows.parked().isPresent()
                || turn.phase instanceof Handing handing && handing.stage() == Stage.KEEPING;
    }

    // The new owner

    /** A peer is about to hand the addresses over. */
    void prepare(String from, Message.Prepare prepare) {
        if (!turn.flows.able()) {
            refuse(from, prepare.term(), turn.flows.unable());
            return;
        }
        if (turn.flows.passing().isEmpty()
                || turn.flows.passing().get().term() != prepare.term()
                || !turn.flows.passing().get().from().equals(from)) {
            turn.flows = turn.flows.passing(Optional.of(new Passing(from, prepare.term(), turn.now)));
            turn.act(new Action.PassFlows(prepare.stations(), prepare.keepNanos()));
        }
    }

    /** The rules stand, or say why not. */
    private void passed(String why) {
        Optional<Passing> passing = turn.flows.passing();
        if (passing.isEmpty()) {
            return;
        }
        if (why.isEmpty()) {
            turn.act(new Action.Send(
                    passing.get().from(), new Message.Prepared(passing.get().term(), turn.flows.stations(), "")));
        } else {
            turn.flows = turn.flows.passing(Optional.empty());
            refuse(passing.get().from(), passing.get().term(), why);
        }
    }

    private void refuse(String from, long term, String why) {
        turn.act(new Action.Send(from, new Message.Prepared(term, List.of(), why)));
    }

    /** Whoever had the addresses says whether it still keeps connections. */
    void hello(String from, Message.Hello hello) {
        Optional<Passing> passing = turn.flows.passing().filter(p -> p.from().equals(from));
        if (passing.isEmpty()) {
            return;
        }
        boolean ended = switch (hello.claim()) {
            case NONE -> !hello.parkedTo().equals(turn.self());
            case TAKING -> false;
            case HOLDING -> hello.term() > passing.get().term() || stale(passing.get());
            case HANDING -> hello.term() > passing.get().term();
        };
        if (ended) {
            stopPassing();
        }
    }

    /** Time passes, nodes leave. */
    void settle() {
        turn.flows.passing().ifPresent(passing -> {
            if (!turn.view.has(passing.from()) && turn.gone(passing.from())) {
                stopPassing();
            }
        });
    }

    private boolean stale(Passing passing) {
        return turn.now - passing.since() > turn.rules.timing().handoverNanos() + PREPARE_NANOS;
    }

    private void stopPassing() {
        turn.flows = turn.flows.passing(Optional.empty());
        if (!keeping()) {
            turn.act(new Action.ClearFlows());
        }
    }

    /** Who still keeps connections of an earlier hand-over, so that the addresses must not go to a third; empty if nobody. */
    Optional<String> stillKeeps(String to) {
        return turn.flows
                .passing()
                .map(Passing::from)
                .filter(from -> !from.equals(to))
                .map(from -> {
                    Message.Hello hello = turn.peers.get(from);
                    int left = hello == null ? -1 : hello.parkedLeft();
                    return from + " still keeps " + (left < 0 ? "" : left + " ")
                            + "connections of the hand-over before, which " + turn.self()
                            + " passes on to it; wait until they have ended, or add --force to break them";
                });
    }

    private long keepNanos() {
        return turn.rules.drainNanos() + SPARE_NANOS;
    }
}
