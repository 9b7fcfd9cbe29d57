package tandem.core.balance;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Choice.Chosen;
import tandem.core.balance.Choice.Refused;
import tandem.core.config.MemberFlag;

/**
 * Chooses members with Apache's exact arithmetic and sequences, whatever the number of threads. One instance a balancer and
 * node; it lives on through table changes and takeovers. Any thread; each call holds one short lock.
 */
public final class Schedule {
    // The order of things follows Apache's ap_proxy_balancer_get_best_worker and proxy_balancer_pre_request: members
    // are
    // walked set by set; whoever competes gains its weight, the winner pays what all competitors gained, so the sum
    // over the
    // members stays constant. A member in error is retried by the live request that walks over it once its retry time
    // is up.
    // Deliberate: a member that this very request has tried is skipped, which Apache does not do with retry=0; see ADR
    // 2.

    private final Object lock = new Object();
    private final Map<String, MemberState> states = new LinkedHashMap<>();

    /** The state of a member by its name, made when first asked for. */
    MemberState state(String memberName) {
        synchronized (lock) {
            return states.computeIfAbsent(memberName, name -> new MemberState());
        }
    }

    /** Forgets members that no longer exist. */
    void retain(Collection<String> memberNames) {
        synchronized (lock) {
            states.keySet().retainAll(memberNames);
        }
    }

    Choice choose(Balancer balancer, @Nullable String route, List<Member> tried, long nowNanos) {
        synchronized (lock) {
            if (balancer.config().forceRecovery()) {
                forceRecovery(balancer, nowNanos);
            }
            if (route != null) {
                Chosen sticky = byRoute(balancer, route, tried, nowNanos);
                if (sticky != null) {
                    payForRoute(balancer, sticky.member());
                    sticky.member().began();
                    return sticky;
                }
                if (balancer.config().nofailover() && balancer.knowsRoute(route)) {
                    String reason = "no member with route " + route + " of balancer " + balancer.name()
                            + " is usable, and nofailover is on";
                    return new Refused(reason, false);
                }
            }
            Member best = byPolicy(balancer, tried, nowNanos);
            if (best == null) {
                return new Refused(refusal(balancer));
            }
            best.began();
            return best.byPolicy();
        }
    }

    private static String refusal(Balancer balancer) {
        return balancer.members().isEmpty()
                ? "balancer " + balancer.name() + " has no members"
                : "no member of balancer " + balancer.name() + " is usable";
    }

    // ---- candidate walk ----

    private static @Nullable Member byPolicy(Balancer balancer, List<Member> tried, long nowNanos) {
        int highestSet = balancer.highestSet();
        for (int set = 0; set <= highestSet; set++) {
            Member best = bestOfSet(balancer, set, tried, nowNanos);
            if (best != null) {
                return best;
            }
        }
        return null;
    }

    private static @Nullable Member bestOfSet(Balancer balancer, int set, List<Member> tried, long nowNanos) {
        Contest contest = new Contest(balancer.policy());
        int missing = 0;
        for (Member member : balancer.members()) {
            if (member.config().lbset() != set) {
                continue;
            }
            boolean reserve = member.has(MemberFlag.SPARE) || member.has(MemberFlag.STANDBY);
            if (reserve) {
                continue;
            }
            if (!member.has(MemberFlag.DRAINING) && usable(member, tried, nowNanos)) {
                contest.enter(member);
            } else {
                missing++;
            }
        }
        if (missing > 0) {
            enterSpares(contest, balancer, set, missing, tried, nowNanos);
        }
        if (contest.best == null) {
            enterStandbys(contest, balancer, set, tried, nowNanos);
        }
        return contest.settle();
    }

    private static void enterSpares(
            Contest contest, Balancer balancer, int set, int missing, List<Member> tried, long nowNanos) {
        int places = missing;
        for (Member member : balancer.members()) {
            if (places > 0
                    && member.config().lbset() == set
                    && member.has(MemberFlag.SPARE)
                    && !member.has(MemberFlag.DRAINING)
                    && usable(member, tried, nowNanos)) {
                contest.enter(member);
                places--;
            }
        }
    }

    private static void enterStandbys(Contest contest, Balancer balancer, int set, List<Member> tried, long nowNanos) {
        for (Member member : balancer.members()) {
            if (member.config().lbset() == set
                    && member.has(MemberFlag.STANDBY)
                    && !member.has(MemberFlag.SPARE)
                    && !member.has(MemberFlag.DRAINING)
                    && usable(member, tried, nowNanos)) {
                contest.enter(member);
            }
        }
    }

    /** Those who compete for one request: the first of the best wins, and pays where weights count. */
    private static final class Contest {
        private final Policy policy;
        private @Nullable Member best;
        private int total;

        Contest(Policy policy) {
            this.policy = policy;
        }

        void enter(Member member) {
            if (policy.weighs()) {
                member.state.lbstatus += member.weight().hundredths();
                total += member.weight().hundredths();
            }
            if (best == null || policy.beats(member, best)) {
                best = member;
            }
        }

        @Nullable
        Member settle() {
            if (best != null) {
                best.state.lbstatus -= total;
            }
            return best;
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
        for (Member member : balancer.members()) {
            if (member.has(MemberFlag.STANDBY) == standby
                    && member.config().route().equals(route)
                    && usable(member, tried, nowNanos)) {
                return member;
            }
        }
        return null;
    }

    /** A sticky hit counts too: every usable member gains, the chosen one pays, as Apache does whatever the policy. */
    private static void payForRoute(Balancer balancer, Member chosen) {
        int total = 0;
        for (Member member : balancer.members()) {
            if (member.admitted() && !member.state.inError) {
                member.state.lbstatus += member.weight().hundredths();
                total += member.weight().hundredths();
            }
        }
        chosen.state.lbstatus -= total;
    }

    // ---- error state ----

    private static boolean usable(Member member, List<Member> tried, long nowNanos) {
        for (Member one : tried) {
            if (one.state == member.state) {
                return false;
            }
        }
        if (!member.admitted()) {
            return false;
        }
        return !member.state.inError || retry(member, nowNanos);
    }

    private static boolean retry(Member member, long nowNanos) {
        MemberState state = member.state;
        boolean due = nowNanos - state.errorAtNanos > member.config().retry().toNanos();
        if (member.has(MemberFlag.STOPPED) || !(due || member.has(MemberFlag.IGNORE_ERRORS))) {
            return false;
        }
        state.inError = false;
        state.retries++;
        return true;
    }

    // Deliberate: a member that could not serve a new client anyway (disabled, stopped, draining, unresolved) does not
    // count
    // as healthy here. In Apache it does, so that one disabled and one erring member answer 503 until the retry time is
    // over.
    private static void forceRecovery(Balancer balancer, long nowNanos) {
        for (Member member : balancer.members()) {
            boolean wanted = member.admitted() && !member.has(MemberFlag.DRAINING);
            if (wanted && (!member.state.inError || retry(member, nowNanos))) {
                return;
            }
        }
        for (Member member : balancer.members()) {
            if (member.state.inError) {
                member.state.inError = false;
                member.state.retries++;
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
            boolean fresh = !member.state.inError;
            member.state.inError = true;
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
            boolean recovered = member.state.inError || member.state.retries > 0;
            member.state.inError = false;
            member.state.retries = 0;
            member.state.errorReason = "";
            return recovered;
        }
    }

    /** Clears an error mark and its retry time, as an operator's enable does. */
    public void forgive(Member member) {
        synchronized (lock) {
            member.state.inError = false;
            member.state.retries = 0;
            member.state.errorReason = "";
        }
    }

    /**
     * Why the member is in error and how long its retry time still runs; empty while it is not in error.
     *
     * @param nowNanos the node's clock
     */
    public Optional<InError> error(Member member, long nowNanos) {
        synchronized (lock) {
            if (!member.state.inError) {
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
            return new Standing(member.state.lbstatus, member.state.retries);
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
            states.forEach((name, state) -> state.peers = loads.getOrDefault(name, PeerLoad.NONE));
        }
    }

    // ---- hand-over ----

    /** The status vector by member name, to be shared with the other nodes. */
    public Map<String, Integer> snapshot() {
        synchronized (lock) {
            Map<String, Integer> vector = new LinkedHashMap<>();
            states.forEach((name, state) -> vector.put(name, state.lbstatus));
            return vector;
        }
    }

    /** Goes on where another node's schedule stood; members that the vector does not name keep their status. */
    public void adopt(Map<String, Integer> vector) {
        synchronized (lock) {
            vector.forEach((name, lbstatus) -> {
                MemberState state = states.get(name);
                if (state != null) {
                    state.lbstatus = lbstatus;
                }
            });
        }
    }
}
