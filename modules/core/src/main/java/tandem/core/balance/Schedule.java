package tandem.core.balance;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Choice.Chosen;
import tandem.core.balance.Choice.Refused;
import tandem.core.config.MemberFlag;
import tandem.core.config.Shift;

/**
 * Chooses members with Apache's exact arithmetic and sequences, whatever the number of threads. One instance a balancer and
 * node; it lives on through table changes and takeovers. Any thread; each call holds one short lock.
 */
public final class Schedule {
    // The order of things follows Apache's ap_proxy_balancer_get_best_worker and proxy_balancer_pre_request:
    // Competitors are
    // walked set by set; whoever competes gains its weight, the winner pays what all competitors gained, so the sum
    // over
    // the members stays constant. A member in error is retried by the live request that walks over it once its retry
    // time is up. Nobody walks while nothing changes: Standings.
    // Deliberate: a member that this very request has tried is skipped, which Apache does not do with retry=0; see ADR
    // 2.

    private final Object lock = new Object();
    private final MemberState.Marks marks;
    private final Map<String, MemberState> states = new LinkedHashMap<>();
    private final Outliers outliers;
    private final RetryBudget retryBudget = new RetryBudget();
    private @Nullable Standings standings;
    private @Nullable HashRing ring;

    public Schedule() {
        this(new SplittableRandom());
    }

    /** @param chance for policies that use it; called under the lock */
    Schedule(RandomGenerator chance) {
        marks = new MemberState.Marks(chance);
        outliers = new Outliers(lock, marks);
    }

    /** Which members are left out for what they answered. */
    public Outliers outliers() {
        return outliers;
    }

    /** How many requests may be sent again for what a member answered. */
    public RetryBudget retryBudget() {
        return retryBudget;
    }

    /** Whether a member beside these could be given a new request now. */
    public boolean hasOther(Balancer balancer, List<Member> tried) {
        synchronized (lock) {
            for (Member member : balancer.members()) {
                boolean free = member.admitted() && member.state.fit() && !member.has(MemberFlag.DRAINING);
                if (free && !tried.contains(member)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The state of a member by its name, made when first asked for. */
    MemberState state(String memberName) {
        synchronized (lock) {
            return states.computeIfAbsent(memberName, name -> new MemberState(marks));
        }
    }

    /** Forgets members that no longer exist. */
    void retain(Collection<String> memberNames) {
        synchronized (lock) {
            states.keySet().retainAll(memberNames);
            marks.out = (int)
                    states.values().stream().filter(state -> state.conduct.out).count();
        }
    }

    /** The ring of these members; the one of before if they are the same. */
    HashRing ring(List<HashRing.Slice> slices) {
        synchronized (lock) {
            if (ring != null && ring.isOf(slices)) {
                return ring;
            }
        }
        HashRing made = new HashRing(slices);
        synchronized (lock) {
            ring = made;
        }
        return made;
    }

    Choice choose(Balancer balancer, @Nullable String route, long key, List<Member> tried, long nowNanos) {
        synchronized (lock) {
            outliers.look(balancer, nowNanos);
            if (balancer.config().forceRecovery()) {
                forceRecovery(balancer, nowNanos);
            }
            if (route != null) {
                Chosen sticky = byRoute(balancer, route, tried, nowNanos);
                if (sticky != null) {
                    standings(balancer, nowNanos).hit(sticky.member());
                    sticky.member().began();
                    return sticky;
                }
                if (balancer.config().nofailover() && !balancer.withRoute(route).isEmpty()) {
                    String reason = "no member with route " + route + " of balancer " + balancer.name()
                            + " is usable, and nofailover is on";
                    return new Refused(reason, false);
                }
            }
            Member best = byPolicy(balancer, key, tried, nowNanos);
            if (best == null) {
                return new Refused(refusal(balancer));
            }
            Shift shift = best.shift();
            Member given = shift == null
                    ? best
                    : MemberShift.of(balancer, best, shift, other -> usable(other, tried, nowNanos));
            given.began();
            return given.byPolicy();
        }
    }

    private static String refusal(Balancer balancer) {
        return balancer.members().isEmpty()
                ? "balancer " + balancer.name() + " has no members"
                : "no member of balancer " + balancer.name() + " is usable";
    }

    // ---- by policy ----

    private @Nullable Member byPolicy(Balancer balancer, long key, List<Member> tried, long nowNanos) {
        Standings present = standings;
        if (!tried.isEmpty() || present == null || !present.holdsFor(balancer) || present.due(nowNanos)) {
            settle();
            present = new Standings(balancer, member -> usable(member, tried, nowNanos), marks, nowNanos);
            standings = present;
        }
        Member best = present.best(key, nowNanos);
        if (!tried.isEmpty()) {
            settle();
        }
        return best;
    }

    /** The standings of this moment, in which nobody has been retried. */
    private Standings standings(Balancer balancer, long nowNanos) {
        Standings present = standings;
        if (present == null || !present.holdsFor(balancer)) {
            settle();
            present = new Standings(balancer, member -> member.admitted() && member.state.fit(), marks, nowNanos);
            standings = present;
        }
        return present;
    }

    /** From here on the states' own lbstatus counts. */
    private void settle() {
        if (standings != null) {
            standings.settle();
            standings = null;
        }
    }

    // ---- stickiness ----

    private static @Nullable Chosen byRoute(Balancer balancer, String route, List<Member> tried, long nowNanos) {
        String wanted = route;
        for (int depth = 0; depth <= balancer.members().size(); depth++) {
            Member member = usableWithRoute(balancer, wanted, false, tried, nowNanos);
            if (member == null) {
                member = usableWithRoute(balancer, wanted, true, tried, nowNanos);
            }
            if (member != null) {
                return depth == 0 ? member.byRoute() : member.byRedirect();
            }
            String next = balancer.redirectOf(wanted);
            if (next.isEmpty()) {
                return null;
            }
            wanted = next;
        }
        return null;
    }

    private static @Nullable Member usableWithRoute(
            Balancer balancer, String route, boolean standby, List<Member> tried, long nowNanos) {
        for (Member member : balancer.withRoute(route)) {
            if (member.has(MemberFlag.STANDBY) == standby && usable(member, tried, nowNanos)) {
                return member;
            }
        }
        return null;
    }

    // ---- error state ----

    private static boolean usable(Member member, List<Member> tried, long nowNanos) {
        for (Member one : tried) {
            if (one.state == member.state) {
                return false;
            }
        }
        if (!member.admitted() || member.state.passedOver()) {
            return false;
        }
        return !member.state.inError() || retry(member, nowNanos);
    }

    private static boolean retry(Member member, long nowNanos) {
        if (member.has(MemberFlag.STOPPED) || member.retryInNanos(nowNanos) > 0) {
            return false;
        }
        member.state.retry();
        return true;
    }

    // Deliberate: a member that could not serve a new client anyway (disabled, stopped, draining, unresolved) does not
    // count
    // as healthy here. In Apache it does, so that one disabled and one erring member answer 503 until the retry time is
    // over.
    private static void forceRecovery(Balancer balancer, long nowNanos) {
        for (Member member : balancer.members()) {
            boolean wanted = member.admitted() && !member.has(MemberFlag.DRAINING);
            if (wanted && (!member.state.inError() || retry(member, nowNanos))) {
                return;
            }
        }
        for (Member member : balancer.members()) {
            if (member.state.inError()) {
                member.state.retry();
            }
        }
    }

    /**
     * Puts a member in error for its retry time, unless it ignores errors.
     *
     * @return whether it was not in error before: worth a log line
     */
    public boolean failed(Member member, String reason, long nowNanos) {
        synchronized (lock) {
            if (member.has(MemberFlag.IGNORE_ERRORS)) {
                return false;
            }
            boolean fresh = member.state.mark(true);
            member.state.errorAtNanos = nowNanos;
            member.state.errorReason = reason;
            return fresh;
        }
    }

    /**
     * Notes that a member could be reached.
     *
     * @return whether it had failed before: worth a log line
     */
    public boolean succeeded(Member member) {
        synchronized (lock) {
            boolean recovered = member.state.inError() || member.state.retries > 0;
            member.state.forgive();
            return recovered;
        }
    }

    /** Clears an error mark and its retry time, as an operator's enable does. */
    public void forgive(Member member) {
        synchronized (lock) {
            member.state.forgive();
        }
    }

    /**
     * Why the member is in error and how long its retry time still runs; empty while it is not in error.
     *
     * @param nowNanos the node's clock
     */
    public Optional<InError> error(Member member, long nowNanos) {
        synchronized (lock) {
            if (!member.state.inError()) {
                return Optional.empty();
            }
            long age = nowNanos - member.state.errorAtNanos;
            long left = member.config().retry().toNanos() - age;
            return Optional.of(new InError(
                    member.state.errorReason, Duration.ofNanos(Math.max(0, left)), Duration.ofNanos(Math.max(0, age))));
        }
    }

    /** Where the member stands in the schedule. */
    public Standing standing(Member member) {
        synchronized (lock) {
            if (standings != null) {
                standings.settle();
            }
            return new Standing(member.state.lbstatus, member.state.retries);
        }
    }

    /** What {@link #choose} would say now, without a trace of it: nobody is retried, counted or paid. */
    Choice preview(Balancer balancer, @Nullable String route, long key, long nowNanos) {
        synchronized (lock) {
            settle();
            List<Runnable> undo =
                    states.values().stream().map(MemberState::kept).toList();
            Choice choice = choose(balancer, route, key, List.of(), nowNanos);
            if (choice instanceof Chosen chosen) {
                chosen.member().ended();
            }
            settle();
            undo.forEach(Runnable::run);
            return choice;
        }
    }

    /**
     * A member's place in the schedule.
     *
     * @param lbstatus hundredths of a weight; the highest is next
     * @param retries how often it was tried again since it could last be reached
     */
    public record Standing(int lbstatus, int retries) {}

    /**
     * A member's error mark.
     *
     * @param retryIn zero when the next request that walks over it tries it
     * @param since how long ago it was made
     */
    public record InError(String reason, Duration retryIn, Duration since) {}

    // ---- load ----

    /**
     * What the other nodes do to the members, by member name; replaces what was known. Policies that look at load see it beside
     * this node's own.
     */
    public void peers(Map<String, PeerLoad> loads) {
        synchronized (lock) {
            settle();
            states.forEach((name, state) -> state.peers = loads.getOrDefault(name, PeerLoad.NONE));
        }
    }

    // ---- hand-over ----

    /** The status vector by member name, to be shared with the other nodes. */
    public Map<String, Integer> snapshot() {
        synchronized (lock) {
            if (standings != null) {
                standings.settle();
            }
            Map<String, Integer> vector = new LinkedHashMap<>();
            states.forEach((name, state) -> vector.put(name, state.lbstatus));
            return vector;
        }
    }

    /** Goes on where another node's schedule stood; members that the vector does not name keep their status. */
    public void adopt(Map<String, Integer> vector) {
        synchronized (lock) {
            settle();
            vector.forEach((name, lbstatus) -> {
                MemberState state = states.get(name);
                if (state != null) {
                    state.lbstatus = lbstatus;
                }
            });
        }
    }

    /**
     * Adds what another node chose between two of its vectors to what was chosen here meanwhile; members that one of them does not
     * name keep their status.
     */
    public void advance(Map<String, Integer> from, Map<String, Integer> to) {
        synchronized (lock) {
            settle();
            to.forEach((name, lbstatus) -> {
                MemberState state = states.get(name);
                Integer before = from.get(name);
                if (state != null && before != null) {
                    state.lbstatus += lbstatus - before;
                }
            });
        }
    }
}
