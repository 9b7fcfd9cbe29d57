package tandem.failover.election;

import java.util.List;
import java.util.Optional;
import tandem.core.config.Quorum;
import tandem.core.port.Outcome;
import tandem.failover.election.Message.Hello;
import tandem.failover.election.Phase.Candidate;
import tandem.failover.election.Phase.Handing;
import tandem.failover.election.Phase.Holding;
import tandem.failover.election.Phase.Joining;
import tandem.failover.election.Phase.Left;
import tandem.failover.election.Phase.Quarantined;
import tandem.failover.election.Phase.Standby;
import tandem.failover.election.Phase.Taking;
import tandem.failover.lease.Claimant;
import tandem.failover.lease.LeaseTimers;

/**
 * Decides who tries to hold the virtual addresses; whether it may, the voters say ({@link Tenure}). A pure function of what one
 * node knows; every node computes it for itself.
 *
 * <table>
 * <caption>What happens when</caption>
 * <tr><th>Phase</th><th>Event or guard</th><th>Actions</th><th>Next</th></tr>
 * <tr><td>Joining</td><td>joined</td><td></td><td>Quarantined</td></tr>
 * <tr><td>Quarantined</td><td>quarantine over, and that of its voter; longer for a node that found no peer, or that hears the votes of
 *     one out of view</td><td></td>
 *     <td>Standby</td></tr>
 * <tr><td>Standby</td><td>nobody who was heard lately claims them or has this node's promise, nobody out of view may still hold
 *     them, every member of the view has spoken, mode probe: the gateway answers (or all are in view and none reaches it), and
 *     this node is the first fit one</td><td>arm; ask the voters under the highest term seen + 1</td><td>Candidate</td></tr>
 * <tr><td>Standby</td><td>the holder releases them to this node</td><td>arm; ask the voters</td><td>Candidate</td></tr>
 * <tr><td>Candidate</td><td>the voters granted</td><td>take; with probe, unless they were released, their holder is proven dead,
 *     or the mode is none</td><td>Taking</td></tr>
 * <tr><td>Candidate</td><td>the voters did not grant</td><td>give back; what was released is asked for again, else decline</td>
 *     <td>Candidate, or Standby</td></tr>
 * <tr><td>Candidate, Taking</td><td>a peer holds them, or takes them with a better claim; cut off</td><td>hide</td>
 *     <td>Standby</td></tr>
 * <tr><td>Taking</td><td>taken</td><td>count</td><td>Holding</td></tr>
 * <tr><td>Taking</td><td>refused: somebody still answers, no privilege, too late</td><td>give back; decline, if they were
 *     released; else try again while still the first</td><td>Standby</td></tr>
 * <tr><td>Holding</td><td>a round of votes was granted</td><td>renew</td><td>Holding</td></tr>
 * <tr><td>Holding</td><td>the lease is lost: no good round for as long as the fence stands</td><td>hide</td><td>Standby</td></tr>
 * <tr><td>Holding</td><td>orders for the addresses were not carried out for as long as the fence stands</td><td>hide</td>
 *     <td>Standby</td></tr>
 * <tr><td>Holding</td><td>another holder with a better claim: higher term, then configuration order</td><td>hide</td>
 *     <td>Standby</td></tr>
 * <tr><td>Holding</td><td>another holder with a worse claim gives way; a merge; a foreign claim on the wire</td><td>announce</td>
 *     <td>Holding</td></tr>
 * <tr><td>Holding</td><td>mode probe, cut off: neither the gateway nor every peer</td><td>hide</td><td>Standby</td></tr>
 * <tr><td>Holding</td><td>no gateway for a while, and a peer reaches it; a preferred peer is back; switchover; step down</td>
 *     <td>ask the peer to prepare, if connections can be kept; else hide</td><td>Handing</td></tr>
 * <tr><td>Holding</td><td>step down, but the only peers are starting, or vote and are out of view</td><td>wait until one is fit, within limits</td>
 *     <td>Holding</td></tr>
 * <tr><td>Handing</td><td>the peer has prepared</td><td>prepare to keep connections</td><td>Handing</td></tr>
 * <tr><td>Handing</td><td>prepared to keep connections</td><td>park: silent on the segment, connections go on</td>
 *     <td>Handing</td></tr>
 * <tr><td>Handing</td><td>not prepared here or there, or not within 1 s</td><td>hide; connections will be reset</td>
 *     <td>Handing</td></tr>
 * <tr><td>Handing, nothing hidden yet</td><td>the peer has left or cannot take them any more</td><td>answer</td>
 *     <td>Holding, or another peer</td></tr>
 * <tr><td>Handing</td><td>hidden</td><td>give back; release to the peer, repeated</td><td>Handing</td></tr>
 * <tr><td>Handing</td><td>the peer holds them under a higher term</td><td>answer; drain connections</td><td>Standby, or Left</td></tr>
 * <tr><td>Handing</td><td>declined, peer gone, or 2 s over</td><td>answer; take back, with probe</td><td>Candidate, or Left</td></tr>
 * <tr><td>any but Left</td><td>this node stood still</td><td>hide; but in mode majority ask every member of the view to confirm
 *     it</td><td>Standby, unfit until confirmed</td></tr>
 * <tr><td>Holding</td><td>maintenance, and a peer can take them</td><td>as in a switchover</td><td>Handing, then Standby,
 *     unfit</td></tr>
 * <tr><td>any but Candidate, Taking, Holding, Handing</td><td>maintenance</td><td>answer; takes nothing until it is over</td><td>same</td></tr>
 * <tr><td>Standby</td><td>step down</td><td>answer</td><td>Left</td></tr>
 * </table>
 *
 * <p>A claim to take, hold or hand over, told in every hello, keeps the others of the view from taking; so nobody takes in the
 * middle of a switchover. A node whose fitness is weak (no gateway, tries refused for a while) stands behind those without
 * weakness, never out: if all are weak for the same cause, the holder keeps, and without a holder the first takes.
 *
 * <p>A node that stood still takes nothing until its view was installed after it woke and every other member has confirmed, in an
 * answer to a question asked after it woke, that it sees the same view. An unchanged view that everybody confirms counts as well,
 * so that a short halt does not put a node out for ever; a lone node waits until a peer would have turned up.
 */
public final class Election {
    private final Rules rules;
    private final Claimant claimant;
    private final Claimant lifetimeClaimant;

    public Election(Rules rules) {
        this.rules = rules;
        this.claimant = new Claimant(rules.lease());
        this.lifetimeClaimant = new Claimant(rules.lease().withLifetimeFence());
    }

    /**
     * What follows from an event.
     *
     * @param now monotonic; not before that of the step before
     */
    public Step step(State state, Event event, long now) {
        Turn turn = new Turn(rules, state, now);
        if (turn.stoodStillNanos() > rules.timing().stallNanos()) {
            new Halt(turn, tenure(turn)).noticed(turn.stoodStillNanos());
        }
        learn(turn, event);
        tenure(turn).settle();
        decide(turn);
        if (event instanceof Event.Tick) {
            expire(turn);
        }
        return turn.finish();
    }

    /** How long nothing but an event asks for a step, in nanoseconds. */
    public long waitNanos(State state, long now) {
        Leasehold leasehold = state.leasehold();
        long renewal = claimant.waitNanos(leasehold.lease(), now);
        if (state.phase() instanceof Candidate && leasehold.lease().idle()) {
            return Math.max(0, state.beat().retryAt() - now);
        }
        long promised = leasehold.ballot().remaining(now);
        long voter = leasehold.untilSilence(rules.lease().timers().promise(), now);
        return Math.min(promised > 0 ? Math.min(renewal, promised) : renewal, voter);
    }

    /** What proves that this node's promises under a term may end. */
    public String nonce(long term) {
        return rules.nonces().nonce(term);
    }

    private Tenure tenure(Turn turn) {
        return new Tenure(turn, turn.fence.kind() == FenceKind.ADDRESS_LIFETIME ? lifetimeClaimant : claimant);
    }

    private Handover handover(Turn turn) {
        return new Handover(turn, tenure(turn));
    }

    private HandoverOrders orders(Turn turn) {
        return new HandoverOrders(turn, handover(turn));
    }

    /** Where the node stands in this state, and why, as a sentence for the status. */
    public String describe(State state, long now) {
        return Sentences.standing(new Turn(rules, state, now));
    }

    /** What speaks against this node taking the addresses; empty if nothing does. */
    public String unfit(State state, long now) {
        Turn turn = new Turn(rules, state, now);
        return turn.unfit().isEmpty() ? turn.weak() : turn.unfit();
    }

    /** Who holds the addresses, as far as this node knows; also one that stands still and keeps them. */
    public Optional<String> holder(State state, long now) {
        if (state.holding()) {
            return Optional.of(rules.self());
        }
        Turn turn = new Turn(rules, state, now);
        return turn.holder().or(() -> turn.fitness.refused().isEmpty() ? Optional.empty() : turn.silentHolder());
    }

    private void learn(Turn turn, Event event) {
        switch (event) {
            case Event.Joined _ -> {
                if (turn.phase instanceof Joining) {
                    turn.become(new Quarantined(turn.now), Reason.of("starting: listening before taking part"));
                }
            }
            case Event.ViewInstalled view -> viewInstalled(turn, view);
            case Event.Heard heard -> heard(turn, heard.from(), heard.message());
            case Event.GatewayChecked gateway -> turn.fitness = turn.fitness.gateway(gateway.reachable(), turn.now);
            case Event.CapabilityChecked checked -> turn.fitness = turn.fitness.incapable(checked.incapable());
            case Event.Taken taken -> taken(turn, taken);
            case Event.TakeRefused refused -> tenure(turn).refused(refused);
            case Event.Hidden _ -> handover(turn).hidden();
            case Event.VipsLost lost -> handover(turn).vipsLost(lost.sentence());
            case Event.VipsStuck stuck -> tenure(turn).stuck(stuck.nanos());
            case Event.SwitchoverAsked asked ->
                orders(turn)
                        .asked(
                                new Phase.Purpose.Asked(asked.request()),
                                asked.to().orElse(""),
                                asked.force());
            case Event.MaintenanceAsked asked -> orders(turn).maintenance(asked.request(), asked.on());
            case Event.StepDownAsked asked -> orders(turn).stepDown(asked.request());
            case Event.Armed armed -> tenure(turn).armed(armed.term());
            case Event.VoteHeard vote -> {
                turn.heardFrom(vote.from(), vote.vote().incarnation());
                tenure(turn).asked(vote.from(), vote.vote());
            }
            case Event.AnswerHeard answer -> {
                turn.heardFrom(answer.from());
                tenure(turn).answered(answer.from(), answer.answer());
            }
            case Event.ReleaseHeard release -> tenure(turn).released(release);
            case Event.ConfirmedDead dead -> confirmedDead(turn, dead.node());
            case Event.FenceChanged changed -> turn.fence = changed;
            case Event.ForeignClaim claim -> new Rivals(turn).foreignClaim(claim);
            case Event.OfFlows flows -> new FlowHandover(turn).heard(flows);
            case Event.AnswersFor _, Event.Tick _ -> {}
        }
    }

    private void heard(Turn turn, String from, Message message) {
        switch (message) {
            case Hello hello -> new Rivals(turn).hello(from, hello);
            case Message.SwitchoverAsk ask ->
                orders(turn).asked(new Phase.Purpose.AskedBy(from, ask.request()), ask.to(), ask.force());
            case Message.Prepare prepare -> new FlowHandover(turn).prepare(from, prepare);
            case Message.Prepared prepared -> new FlowHandover(turn).prepared(from, prepared);
            case Message.SwitchoverResult result -> switchoverResult(turn, result);
            case Message.Release release -> released(turn, from, release);
            case Message.Declined declined -> handover(turn).declined(from, declined);
            case Message.ConfirmAsk ask ->
                turn.act(new Action.Send(from, new Message.Confirm(ask.nonce(), turn.view.nodes())));
            case Message.Confirm confirm -> new Halt(turn, tenure(turn)).confirmed(from, confirm);
        }
    }

    private void viewInstalled(Turn turn, Event.ViewInstalled installed) {
        List<String> nodes =
                rules.order().stream().filter(installed.nodes()::contains).toList();
        View old = turn.view;
        turn.view = new View(nodes, turn.now);
        turn.peers.keySet().removeIf(peer -> !old.has(peer) || !turn.view.has(peer));
        for (String node : rules.order()) {
            if (!node.equals(rules.self()) && old.has(node) != turn.view.has(node)) {
                turn.note(Reason.of(node + (old.has(node) ? " left the view" : " joined the view")));
            }
        }
        turn.gap = turn.view.alone() ? Optional.empty() : turn.gap.map(State.Gap::unconfirmed);
        if (installed.merged() && turn.phase instanceof Holding) {
            turn.act(new Action.AnnounceVips(Reason.of("the parts of the cluster found each other again")));
        }
        turn.sayHello();
    }

    private void released(Turn turn, String from, Message.Release release) {
        tenure(turn).released(new Event.ReleaseHeard(from, release.term(), release.nonce(), false));
        if (release.term() < turn.term) {
            return;
        }
        switch (turn.phase) {
            case Standby _ when turn.unfit().isEmpty() -> takeReleased(turn, from, release);
            case Candidate candidate when candidate.cause().from().isEmpty() -> takeReleased(turn, from, release);
            case Candidate _, Taking _, Holding _ -> {}
            case Standby _, Joining _, Quarantined _, Handing _, Left _ -> {
                String why = turn.unfit().isEmpty() ? turn.reason().sentence() : turn.unfit();
                turn.act(new Action.Send(from, new Message.Declined(release.term(), why)));
            }
        }
    }

    private void takeReleased(Turn turn, String from, Message.Release release) {
        turn.term = Math.max(turn.term, release.term());
        tenure(turn).begin(new Cause(Cause.Kind.SWITCHOVER, from + " handed over", from, turn.now), false);
    }

    private void taken(Turn turn, Event.Taken taken) {
        if (turn.phase instanceof Taking taking && taking.term() == taken.term()) {
            turn.term = Math.max(turn.term, taken.term());
            turn.fitness = turn.fitness.accepted();
            turn.rival = "";
            new FlowHandover(turn).taken();
            turn.become(new Holding(taken.term()), Sentences.active(turn, taking));
            turn.act(new Action.CountTake(
                    new Takeover(taken.term(), taking.cause(), taking.since(), taking.wonAt(), turn.now)));
        } else if (turn.hidesPending == 0) {
            turn.act(new Action.HideVips(Reason.of("took under term " + taken.term() + " what it no longer may")));
        }
    }

    /** Its process is dead; its kernel may let the addresses answer a little longer, whatever fences it. */
    private void confirmedDead(Turn turn, String node) {
        if (turn.confirmedDead(node)) {
            turn.retryAt = turn.now + Math.max(rules.lease().timers().fence(), LeaseTimers.LIFETIME_NANOS);
            if (turn.phase instanceof Candidate) {
                turn.become(new Standby(), Reason.of("waits until " + node + "'s addresses have run out"));
                tenure(turn).giveBack();
            }
        }
    }

    private void switchoverResult(Turn turn, Message.SwitchoverResult result) {
        if (turn.forwarded.isPresent() && turn.forwarded.get().request() == result.request()) {
            turn.forwarded = Optional.empty();
            turn.act(new Action.Answer(
                    result.request(),
                    result.done() ? new Outcome.Done(result.sentence()) : new Outcome.Refused(result.sentence())));
        }
    }

    private void decide(Turn turn) {
        switch (turn.phase) {
            case Joining _, Left _ -> {}
            case Quarantined quarantined -> {
                boolean over = turn.now - quarantined.joinedAt() >= quarantineNanos(turn);
                if (over && !turn.ballot.quarantined(turn.now)) {
                    turn.leaveQuarantine();
                }
            }
            case Standby _ -> considerTaking(turn);
            case Candidate candidate -> new Rivals(turn).yieldToBetter(candidate.term(), candidate.cause());
            case Taking taking -> new Rivals(turn).yieldToBetter(taking.term(), taking.cause());
            case Holding holding -> {
                if (turn.cutOff()) {
                    turn.hideAndStandBy(Reason.of(
                            "sees neither " + Sentences.missing(turn) + " nor the gateway; hid " + rules.vips()));
                } else if (turn.leaving.isEmpty()) {
                    orders(turn).toBetterPeer(holding);
                }
            }
            case Handing handing -> handover(turn).watch(handing);
        }
        turn.leaving.ifPresent(orders(turn)::leaving);
    }

    private long quarantineNanos(Turn turn) {
        boolean missesAll = turn.view.alone() && !rules.single();
        long alone = missesAll ? rules.timing().aloneNanos() * (1 + rules.rank(rules.self())) : 0;
        return rules.timing().quarantineNanos() + alone;
    }

    private void considerTaking(Turn turn) {
        if (turn.claimedByOther() || turn.now - turn.retryAt < 0 || !turn.settled() || !turn.mayTake()) {
            return;
        }
        if (turn.hidesPending > 0 || turn.now - turn.deniedUntil < 0) {
            return;
        }
        if (new Candidates(turn).first().filter(rules.self()::equals).isPresent()) {
            askForDeath(turn);
            tenure(turn).begin(cause(turn), probes(turn));
        }
    }

    /** Who was proven not to hold them any more cannot answer for them, and with {@code quorum: none} nobody is asked. */
    private boolean probes(Turn turn) {
        boolean proven = turn.dead.containsKey(turn.lastHolder());
        boolean byRight = rules.quorum() == Quorum.MAJORITY
                && turn.fitness.refusedFor(turn.now) > rules.lease().timers().fence();
        return !proven && !byRight && rules.quorum() != Quorum.NONE;
    }

    /** Without every voter only the fence command helps. */
    private void askForDeath(Turn turn) {
        if (rules.quorum() == Quorum.STRICT) {
            turn.hearing().silent().stream()
                    .filter(voter -> !turn.dead.containsKey(voter))
                    .sorted()
                    .forEach(voter -> turn.act(new Action.ConfirmDead(voter)));
        }
    }

    private Cause cause(Turn turn) {
        String last = turn.lastHolder();
        if (last.isEmpty()) {
            return new Cause(
                    Cause.Kind.START, "first fit node of " + String.join(", ", turn.view.nodes()), "", turn.now);
        }
        if (last.equals(rules.self())) {
            return new Cause(Cause.Kind.RETURNED, "nobody else took it", "", turn.vacantSince());
        }
        if (turn.dead.containsKey(last)) {
            return new Cause(Cause.Kind.PEER_LOST, last + "'s process died", "", turn.vacantSince());
        }
        if (!turn.view.has(last)) {
            return new Cause(Cause.Kind.PEER_LOST, last + " left the view", "", turn.lastHeard(last));
        }
        if (turn.silent(last)) {
            return new Cause(Cause.Kind.PEER_LOST, last + " fell silent", "", turn.lastHeard(last));
        }
        Hello hello = turn.peers.get(last);
        String why = hello == null ? "it came back without it" : hello.reason();
        return new Cause(Cause.Kind.PEER_GAVE_UP, last + " gave up: " + why, "", turn.vacantSince());
    }

    private void expire(Turn turn) {
        if (turn.forwarded.isPresent() && turn.now - turn.forwarded.get().deadline() >= 0) {
            State.Forwarded late = turn.forwarded.get();
            turn.forwarded = Optional.empty();
            turn.act(new Action.Answer(
                    late.request(),
                    new Outcome.Refused(
                            late.holder() + " did not answer; see the status for who holds " + rules.vips())));
        }
        new FlowHandover(turn).settle();
        new Halt(turn, tenure(turn)).expire();
    }
}
