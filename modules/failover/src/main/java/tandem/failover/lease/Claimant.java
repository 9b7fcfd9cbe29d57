package tandem.failover.lease;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tandem.failover.lease.Lease.Round;
import tandem.failover.lease.Lease.Stage.Arming;
import tandem.failover.lease.Lease.Stage.Asking;
import tandem.failover.lease.Lease.Stage.Held;
import tandem.failover.lease.Lease.Stage.Idle;
import tandem.failover.lease.LeaseMessage.Answer;
import tandem.failover.lease.LeaseMessage.Vote;

/**
 * Gets and keeps the lease. A pure function of what one node knows.
 *
 * <table>
 * <caption>What happens when</caption>
 * <tr><th>Stage</th><th>Event or guard</th><th>Effects</th><th>Next</th></tr>
 * <tr><td>Idle</td><td>the election wants the addresses</td><td>arm</td><td>Arming</td></tr>
 * <tr><td>Arming</td><td>armed</td><td>ask every voter</td><td>Asking</td></tr>
 * <tr><td>Arming</td><td>not armed in time</td><td>denied</td><td>Idle</td></tr>
 * <tr><td>Asking</td><td>the needed voters granted in time</td><td>won</td><td>Held</td></tr>
 * <tr><td>Asking</td><td>a round's time is over</td><td>give back, denied</td><td>Idle</td></tr>
 * <tr><td>Held</td><td>every renewal interval</td><td>ask every voter</td><td>Held</td></tr>
 * <tr><td>Asking, Held</td><td>a third of the interval later</td><td>ask those who have not answered again</td><td>same</td></tr>
 * <tr><td>Held</td><td>the needed voters granted in time</td><td>renewed</td><td>Held</td></tr>
 * <tr><td>Held</td><td>no majority in time, but {@code on-quorum-loss: hold} and not isolated</td><td>renewed</td><td>Held</td></tr>
 * <tr><td>Held</td><td>no good round for as long as the fence stands</td><td>lost; the promises run out</td><td>Idle</td></tr>
 * <tr><td>any</td><td>the election is done with it</td><td>give back</td><td>Idle</td></tr>
 * </table>
 */
public final class Claimant {
    private static final int REPEATS = 2;

    private final LeaseRules rules;
    private final LeaseTimers timers;
    private final String mark;

    /** @param effects in order; may be empty */
    public record Moved(Lease next, List<LeaseEffect> effects) {
        public Moved {
            effects = List.copyOf(effects);
        }

        static Moved still(Lease lease) {
            return new Moved(lease, List.of());
        }
    }

    public Claimant(LeaseRules rules) {
        this.rules = rules;
        this.timers = rules.timers();
        this.mark = rules.electorate().mark();
    }

    /** The times that this claimant keeps. */
    public LeaseTimers timers() {
        return timers;
    }

    /** Begins a claim; the term is to be above every term that this node has seen. */
    public Moved begin(Lease lease, long term, long now) {
        if (!lease.idle()) {
            throw new IllegalStateException("a claim under term " + lease.term() + " is under way");
        }
        return new Moved(lease.to(new Arming(term, now)), List.of(new LeaseEffect.Arm(term)));
    }

    /** The kernel expects the first showing. */
    public Moved armed(Lease lease, long term, String releaseHash, long now) {
        if (!(lease.stage() instanceof Arming arming) || arming.term() != term) {
            return Moved.still(lease);
        }
        List<LeaseEffect> effects = new ArrayList<>();
        return new Moved(ask(lease.to(new Asking(term, arming.since(), releaseHash)), now, effects), effects);
    }

    /** A voter answered. */
    public Moved answered(Lease lease, String voter, Answer answer, Hearing hearing, long now) {
        Optional<Round> round = lease.round()
                .filter(r -> answer.incarnation() == rules.incarnation() && answer.sequence() == r.sequence())
                .filter(_ -> answer.term() == lease.term()
                        && rules.electorate().voters().contains(voter));
        if (round.isEmpty()) {
            return Moved.still(lease);
        }
        Lease heard = new Lease(
                lease.stage(), lease.sequence(), Optional.of(round.get().answered(voter, answer)));
        return count(heard, hearing, now);
    }

    /** Time has passed. */
    public Moved tick(Lease lease, Hearing hearing, long now) {
        Moved counted = count(lease, hearing, now);
        List<LeaseEffect> effects = new ArrayList<>(counted.effects());
        Lease next = switch (counted.next().stage()) {
            case Idle _ -> counted.next();
            case Arming arming ->
                now - arming.since() > timers.armed()
                        ? deny(counted.next(), "the kernel was not armed in time", timers.renew(), effects)
                        : counted.next();
            case Asking asking -> tickAsking(counted.next(), asking, now, effects);
            case Held held -> tickHeld(counted.next(), held, hearing, now, effects);
        };
        return new Moved(next, effects);
    }

    /** The election is done with the claim; the addresses are hidden. */
    public Moved drop(Lease lease) {
        List<LeaseEffect> effects = lease.idle() ? List.of() : List.of(new LeaseEffect.GiveBack(lease.term()));
        return new Moved(lease.to(new Idle()), effects);
    }

    /** How long until something is to be done although nothing is heard; {@link Long#MAX_VALUE} without a claim. */
    public long waitNanos(Lease lease, long now) {
        long due = switch (lease.stage()) {
            case Idle _ -> Long.MAX_VALUE;
            case Arming arming -> arming.since() + timers.armed() + 1 - now;
            case Asking _ -> untilRepeat(lease, timers.round() + 1, now);
            case Held _ -> untilRepeat(lease, timers.renew(), now);
        };
        return Math.max(0, due);
    }

    private long untilRepeat(Lease lease, long over, long now) {
        Round round = lease.round().orElseThrow();
        long repeat = round.repeats() < REPEATS ? timers.renew() / (REPEATS + 1) * (round.repeats() + 1) : over;
        return round.sentAt() + Math.min(repeat, over) - now;
    }

    /** Counts the last round if it is good and was not counted before. */
    private Moved count(Lease lease, Hearing hearing, long now) {
        Optional<Round> open = lease.round().filter(r -> !r.counted() && now - r.sentAt() <= timers.round());
        if (open.isEmpty()) {
            return Moved.still(lease);
        }
        Round round = open.get();
        Set<String> granted = round.granted();
        long latest = round.sentAt() + timers.usable();
        Optional<Round> counted = Optional.of(round.nowCounted());
        return switch (lease.stage()) {
            case Asking asking
            when rules.mayTake(granted, hearing) ->
                new Moved(
                        new Lease(
                                new Held(asking.term(), round.sentAt(), asking.releaseHash(), 1, absent(granted)),
                                lease.sequence(),
                                counted),
                        List.of(new LeaseEffect.Won(asking.term(), latest)));
            case Held held
            when rules.mayKeep(granted) ->
                new Moved(
                        new Lease(good(held, round, ""), lease.sequence(), counted),
                        List.of(new LeaseEffect.Renewed(held.term(), latest)));
            case Idle _, Arming _, Asking _, Held _ -> Moved.still(lease);
        };
    }

    private Lease tickAsking(Lease lease, Asking asking, long now, List<LeaseEffect> effects) {
        Round round = lease.round().orElseThrow();
        if (now - round.sentAt() > timers.round() || hopeless(round)) {
            effects.add(new LeaseEffect.GiveBack(asking.term()));
            return deny(lease, refusals(round), retryAfter(round), effects);
        }
        return repeat(lease, round, now, effects);
    }

    private Lease tickHeld(Lease lease, Held held, Hearing hearing, long now, List<LeaseEffect> effects) {
        Round round = lease.round().orElseThrow();
        Lease next = lease;
        Held stands = held;
        boolean over = now - round.sentAt() >= timers.renew();
        boolean asked = round.repeats() >= REPEATS || over;
        if (asked && !round.counted() && rules.holdsOn(round, hearing)) {
            stands = good(held, round, "no majority of the voters granted: " + refusals(round));
            next = new Lease(stands, lease.sequence(), Optional.of(round.nowCounted()));
            effects.add(new LeaseEffect.Renewed(held.term(), round.sentAt() + timers.usable()));
        }
        if (now - stands.goodSentAt() > timers.round() + timers.fence()) {
            effects.add(new LeaseEffect.Lost(held.term(), refusals(round)));
            return next.to(new Idle());
        }
        return over ? ask(next, now, effects) : repeat(next, round, now, effects);
    }

    private static Held good(Held held, Round round, String without) {
        return new Held(held.term(), round.sentAt(), held.releaseHash(), held.held() + 1, without);
    }

    private Lease ask(Lease lease, long now, List<LeaseEffect> effects) {
        Round round = new Round(lease.sequence() + 1, now, 0, Map.of(), false);
        Lease next = new Lease(lease.stage(), round.sequence(), Optional.of(round));
        effects.add(new LeaseEffect.Ask(Set.copyOf(rules.electorate().voters()), vote(next, round)));
        return next;
    }

    private Lease repeat(Lease lease, Round round, long now, List<LeaseEffect> effects) {
        long due = timers.renew() / (REPEATS + 1) * (round.repeats() + 1);
        if (round.repeats() >= REPEATS || now - round.sentAt() < due) {
            return lease;
        }
        Set<String> quiet = new HashSet<>(rules.electorate().voters());
        quiet.removeAll(round.answers().keySet());
        quiet.remove(rules.self());
        if (!quiet.isEmpty()) {
            effects.add(new LeaseEffect.Ask(quiet, vote(lease, round)));
        }
        return new Lease(lease.stage(), lease.sequence(), Optional.of(round.repeated()));
    }

    private Vote vote(Lease lease, Round round) {
        String hash = switch (lease.stage()) {
            case Asking asking -> asking.releaseHash();
            case Held held -> held.releaseHash();
            case Idle _, Arming _ -> "";
        };
        return new Vote(
                rules.incarnation(),
                lease.term(),
                round.sequence(),
                lease.held(),
                LeaseTimers.millis(timers.promise()),
                hash,
                mark);
    }

    private Lease deny(Lease lease, String why, long retryAfter, List<LeaseEffect> effects) {
        effects.add(new LeaseEffect.Denied(lease.term(), why, retryAfter));
        return lease.to(new Idle());
    }

    /** So many have refused that the round cannot become good. */
    private boolean hopeless(Round round) {
        long refused =
                round.answers().values().stream().filter(a -> !a.granted()).count();
        return switch (rules.quorum()) {
            case MAJORITY ->
                refused
                        > rules.electorate().voters().size()
                                - rules.electorate().majority();
            case PROBE, NONE, STRICT -> refused > 0;
        };
    }

    private long retryAfter(Round round) {
        long remaining = round.answers().values().stream()
                .filter(a -> !a.granted())
                .mapToLong(Answer::remainingMillis)
                .max()
                .orElse(0);
        return Math.max(timers.renew() / 4, remaining * 1_000_000);
    }

    private String refusals(Round round) {
        return rules.electorate().voters().stream()
                .filter(voter -> !round.granted().contains(voter))
                .map(voter -> voter + " "
                        + Optional.ofNullable(round.answers().get(voter))
                                .map(Answer::why)
                                .orElse("did not answer"))
                .collect(Collectors.joining("; "));
    }

    private String absent(Set<String> granted) {
        return rules.electorate().voters().stream()
                .filter(voter -> !granted.contains(voter))
                .map(voter -> voter + " did not grant")
                .collect(Collectors.joining("; "));
    }
}
