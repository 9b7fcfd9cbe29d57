package tandem.failover.election;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tandem.core.config.Quorum;
import tandem.core.status.Role;
import tandem.failover.election.Message.Hello;
import tandem.failover.election.State.Beat;
import tandem.failover.election.State.Forwarded;
import tandem.failover.election.State.Gap;
import tandem.failover.lease.Ballot;
import tandem.failover.lease.Hearing;
import tandem.failover.lease.Lease;

/** The working copy of a state during one step, and the actions so far. Lives only inside {@link Election#step}. */
final class Turn {
    private static final String MAINTENANCE = "is in maintenance until an operator ends it";

    final Rules rules;
    final long now;
    final Map<String, Hello> peers;
    Phase phase;
    long term;
    View view;
    Fitness fitness;
    String rival;
    Optional<Gap> gap;
    Optional<Forwarded> forwarded;
    Optional<State.Leaving> leaving;
    long retryAt;
    long deniedUntil;
    long releasedAt;
    long betterAt;
    int hidesPending;
    Lease lease;
    Ballot ballot;
    final Map<String, Long> heardAt;
    final Map<String, Long> dead;
    long begun;
    Event.FenceChanged fence;
    FlowState flows;

    private final State before;
    private final long vacantSince;
    private final List<Action> actions = new ArrayList<>(4);
    private Reason reason;
    private boolean helloDue;

    Turn(Rules rules, State state, long now) {
        this.rules = rules;
        this.now = now;
        this.before = state;
        this.peers = new HashMap<>(state.peers());
        this.phase = state.phase();
        this.reason = state.reason();
        this.term = state.term();
        this.view = state.view();
        this.fitness = state.fitness();
        this.rival = state.rival();
        this.gap = state.gap();
        this.forwarded = state.forwarded();
        this.leaving = state.leaving();
        this.retryAt = state.beat().retryAt();
        this.deniedUntil = state.beat().deniedUntil();
        this.releasedAt = state.beat().releasedAt();
        this.betterAt = state.beat().betterAt();
        this.hidesPending = state.beat().hidesPending();
        this.lease = state.leasehold().lease();
        this.ballot = state.leasehold().ballot();
        this.heardAt = new HashMap<>(state.leasehold().heardAt());
        this.dead = new HashMap<>(state.leasehold().dead());
        this.begun = state.leasehold().begun();
        this.fence = state.leasehold().fence();
        this.flows = state.flows();
        this.vacantSince = claimed() ? now : state.vacantSince();
    }

    // What this turn changes

    void act(Action action) {
        actions.add(action);
        if (action instanceof Action.HideVips || action instanceof Action.ParkVips) {
            hidesPending++;
        }
    }

    void note(Reason what) {
        actions.add(new Action.Note(what));
    }

    void become(Phase next, Reason why) {
        phase = next;
        reason = why;
    }

    void hideAndStandBy(Reason why) {
        act(new Action.HideVips(why));
        become(new Phase.Standby(), why);
    }

    /** Not while a node out of view votes: it asks for the addresses or holds them, and could hand nothing over to this one. */
    void leaveQuarantine() {
        String unseen = heardOutOfView()
                .map(node -> "starting: hears the votes of " + node + ", and has no election link to it yet")
                .orElse("");
        if (unseen.isEmpty()) {
            become(new Phase.Standby(), Reason.of("standby: joined " + String.join(", ", view.nodes())));
        } else if (!reason.sentence().equals(unseen)) {
            reason = Reason.of(unseen);
            note(reason);
        }
    }

    /** Something that is repeated until it is answered is due again. */
    boolean beatDue() {
        return now - before.beat().helloAt() >= rules.timing().helloNanos();
    }

    // What is known

    String self() {
        return rules.self();
    }

    long stoodStillNanos() {
        return now - before.beat().steppedAt();
    }

    String lastHolder() {
        return before.lastHolder();
    }

    long vacantSince() {
        return vacantSince;
    }

    boolean claimed() {
        return phase.claim() == Claim.HOLDING
                || phase.claim() == Claim.HANDING
                || peers.entrySet().stream()
                        .anyMatch(peer -> !gone(peer.getKey())
                                && (peer.getValue().claim() == Claim.HOLDING
                                        || peer.getValue().claim() == Claim.HANDING));
    }

    /** Not heard on any channel for as long as a promise lasts. */
    boolean silent(String voter) {
        long since = heardAt.getOrDefault(voter, before.leasehold().startedAt());
        return now - since >= rules.lease().timers().promise();
    }

    /** A peer of this life was heard; what an ended life of it sent late does not count. */
    void heardFrom(String voter, long incarnation) {
        Long ended = dead.get(voter);
        if (ended == null || ended != incarnation) {
            dead.remove(voter);
            heardAt.put(voter, now);
        }
    }

    /** A voter answered; the dead do not. */
    void heardFrom(String voter) {
        if (!dead.containsKey(voter)) {
            heardAt.put(voter, now);
        }
    }

    /** A node that lives and votes, and is out of the view: the election link to it is not up yet, or not any more. */
    Optional<String> heardOutOfView() {
        return rules.order().stream()
                .filter(node -> !node.equals(self()) && !view.has(node) && heardAt.containsKey(node) && !gone(node))
                .findFirst();
    }

    long lastHeard(String voter) {
        return heardAt.getOrDefault(voter, vacantSince);
    }

    /** Returns false if the node has been heard meanwhile. */
    boolean confirmedDead(String node) {
        if (!silent(node)) {
            return false;
        }
        Hello last = peers.get(node);
        dead.put(node, last == null ? 0 : last.incarnation());
        note(Reason.of("the fence command confirmed that " + node + " is dead"));
        return true;
    }

    /** Neither what it said nor what it was promised counts any more. */
    boolean gone(String voter) {
        return dead.containsKey(voter) || silent(voter);
    }

    Hearing hearing() {
        Set<String> silent = new HashSet<>();
        for (String voter : rules.lease().electorate().voters()) {
            if (!voter.equals(self()) && silent(voter)) {
                silent.add(voter);
            }
        }
        return new Hearing(silent, dead.keySet(), !apart());
    }

    /** Somebody of the others claims the addresses, or has this node's promise. */
    boolean claimedByOther() {
        return peers.entrySet().stream().anyMatch(peer -> peer.getValue().claim() != Claim.NONE && !gone(peer.getKey()))
                || ballot.holder(now)
                        .filter(holder -> !holder.equals(self()) && !dead.containsKey(holder))
                        .isPresent()
                || rules.order().stream().anyMatch(this::mayStillHold);
    }

    /** Is out of the view, and has not been silent for long enough to have lost them; a majority knows better. */
    private boolean mayStillHold(String node) {
        boolean outOfSight = !node.equals(self()) && !view.has(node) && !gone(node);
        return outOfSight && (rules.quorum() != Quorum.MAJORITY || node.equals(lastHolder()));
    }

    /** Why this node cannot take the addresses; empty if it can. */
    String unfit() {
        if (phase.role() == Role.STOPPING) {
            return "is leaving";
        }
        if (phase.role() == Role.STARTING) {
            return "is starting";
        }
        if (fitness.maintenance()) {
            return MAINTENANCE;
        }
        if (!fitness.incapable().isEmpty()) {
            return fitness.incapable();
        }
        if (phase instanceof Phase.Standby && hidesPending > 0) {
            return "has not hidden " + rules.vips() + " yet";
        }
        return gap.map(g -> "stood still for " + TimeUnit.NANOSECONDS.toMillis(g.gapNanos())
                        + " ms and its view is not confirmed yet")
                .orElse("");
    }

    String weak() {
        return fitness.weakness(now, rules.timing().patienceNanos());
    }

    /** Every node of the view has said who it is, or has had the time to. */
    boolean settled() {
        return now - view.installedAt() >= rules.timing().settleNanos()
                || view.nodes().stream().allMatch(node -> node.equals(self()) || peers.containsKey(node));
    }

    boolean seesAll() {
        return rules.order().stream().allMatch(view::has);
    }

    /** A node that reaches neither the gateway nor every peer may be the broken half. */
    boolean cutOff() {
        return rules.quorum() == Quorum.PROBE && apart();
    }

    private boolean apart() {
        return !rules.single() && fitness.gateway() == Fitness.Gateway.LOST && !seesAll();
    }

    /** As {@link #cutOff}, for a node that holds nothing: it also waits for the first answer of the gateway. */
    boolean mayTake() {
        return rules.single()
                || rules.quorum() != Quorum.PROBE
                || fitness.gateway() != Fitness.Gateway.UNKNOWN && !cutOff();
    }

    /** The peer of the view that holds the addresses; the best claim if there are several. */
    Optional<String> holder() {
        return peers.entrySet().stream()
                .filter(peer -> peer.getValue().claim() == Claim.HOLDING && !gone(peer.getKey()))
                .map(Map.Entry::getKey)
                .reduce((a, b) -> beats(a, peerTerm(a), b, peerTerm(b)) ? a : b);
    }

    /**
     * Who held the addresses last, is out of the view, and keeps them if it merely stands still: whatever refuses them then is
     * its process. Empty with a provider whose addresses run out.
     */
    Optional<String> silentHolder() {
        String last = lastHolder();
        boolean silent = !last.isEmpty() && !last.equals(self()) && !view.has(last);
        return rules.frozenOwnerKeeps() && silent ? Optional.of(last) : Optional.empty();
    }

    /** The term that a peer said last; 0 if it has said none. */
    long peerTerm(String peer) {
        Hello hello = peers.get(peer);
        return hello == null ? 0 : hello.term();
    }

    /** Whether the first claim ranks before the second: higher term, then configuration order. */
    boolean beats(String node, long nodeTerm, String other, long otherTerm) {
        return nodeTerm != otherTerm ? nodeTerm > otherTerm : rules.rank(node) < rules.rank(other);
    }

    // The result

    /** This node's hello of this turn. */
    Hello hello() {
        long ownTerm = switch (phase) {
            case Phase.Candidate candidate -> candidate.term();
            case Phase.Taking taking -> taking.term();
            case Phase.Holding holding -> holding.term();
            case Phase.Handing handing -> handing.term();
            case Phase.Joining _, Phase.Quarantined _, Phase.Standby _, Phase.Left _ -> term;
        };
        return new Hello(
                rules.incarnation(),
                before.beat().sequence() + 1,
                ownTerm,
                phase.claim(),
                phase instanceof Phase.Handing handing ? handing.to() : "",
                phase.role(),
                unfit(),
                weak(),
                Sentences.standing(this),
                TimeUnit.NANOSECONDS.toMillis(now - roleSince()),
                Map.of(),
                flows.parked().map(FlowState.Parked::to).orElse(""),
                flows.parked().map(FlowState.Parked::left).orElse(0));
    }

    Reason reason() {
        return reason;
    }

    /** Says hello even if nothing changed. */
    void sayHello() {
        helloDue = true;
    }

    Step finish() {
        Role was = before.role();
        if (phase.role() != was) {
            actions.add(new Action.ChangeRole(was, phase.role(), reason));
        }
        boolean greet = helloDue || beatDue() || news();
        if (greet) {
            actions.add(new Action.Broadcast(hello()));
        }
        String holder = phase instanceof Phase.Holding ? self() : holder().orElse(lastHolder());
        Beat beat = new Beat(
                before.beat().sequence() + (greet ? 1 : 0),
                greet ? now : before.beat().helloAt(),
                now,
                retryAt,
                deniedUntil,
                releasedAt,
                betterAt,
                hidesPending);
        State next = new State(
                phase,
                reason,
                roleSince(),
                term,
                view,
                peers,
                fitness,
                holder,
                vacantSince,
                rival,
                gap,
                forwarded,
                leaving,
                new Leasehold(before.leasehold().startedAt(), lease, ballot, heardAt, dead, begun, fence),
                flows,
                beat);
        return new Step(next, actions, reason);
    }

    long roleSince() {
        return phase.role() == before.role() ? before.roleSince() : now;
    }

    private boolean news() {
        return !hello().saysLike(new Turn(rules, before, now).hello());
    }
}
