package tandem.failover.election;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tandem.core.status.Role;
import tandem.failover.election.Message.Hello;
import tandem.failover.election.State.Beat;
import tandem.failover.election.State.Forwarded;
import tandem.failover.election.State.Gap;

/** The working copy of a state during one step, and the actions so far. Lives only inside {@link Election#step}. */
final class Turn {
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
    long retryAt;
    int hidesPending;

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
        this.retryAt = state.beat().retryAt();
        this.hidesPending = state.beat().hidesPending();
        this.vacantSince = claimed() ? now : state.vacantSince();
    }

    // What this turn changes

    void act(Action action) {
        actions.add(action);
        if (action instanceof Action.HideVips) {
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

    void take(Cause cause, boolean probe) {
        long next = term + 1;
        phase = new Phase.Taking(next, cause);
        act(new Action.TakeVips(next, probe));
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
                || peers.values().stream().anyMatch(h -> h.claim() == Claim.HOLDING || h.claim() == Claim.HANDING);
    }

    /** Why this node cannot take the addresses; empty if it can. */
    String unfit() {
        if (phase.role() == Role.STOPPING) {
            return "is leaving";
        }
        if (!fitness.incapable().isEmpty()) {
            return fitness.incapable();
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
        return !rules.single() && fitness.gateway() == Fitness.Gateway.LOST && !seesAll();
    }

    /** As {@link #cutOff}, for a node that holds nothing: it also waits for the first answer of the gateway. */
    boolean mayTake() {
        return rules.single() || fitness.gateway() != Fitness.Gateway.UNKNOWN && !cutOff();
    }

    /** The peer of the view that holds the addresses; the best claim if there are several. */
    Optional<String> holder() {
        return peers.entrySet().stream()
                .filter(peer -> peer.getValue().claim() == Claim.HOLDING)
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
                TimeUnit.NANOSECONDS.toMillis(now - roleSince()));
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
                beat);
        return new Step(next, actions, reason);
    }

    private long roleSince() {
        return phase.role() == before.role() ? before.roleSince() : now;
    }

    private boolean news() {
        return !hello().saysLike(new Turn(rules, before, now).hello());
    }
}
