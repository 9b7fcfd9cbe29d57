package tandem.core.balance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tandem.core.config.MemberFlag;
import tandem.core.config.OutlierConfig;

/**
 * Leaves out members that fail or are slow although they can be connected to, for growing times and never too many at once. One
 * instance a {@link Schedule}; each node judges by what it sees itself. Any thread; where there is something to judge a call holds
 * the schedule's lock.
 */
public final class Outliers {
    // Beside the error mark, not instead of it: the mark ends with the next connection that is made, which says nothing
    // of answers. A member that is left out keeps its place in the schedule, but competes for nothing, its own sessions
    // included, until its time is over; in a panic (too few would be left) nobody is passed over.

    private static final List<Change> NOTHING = List.of();
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** What somebody should hear of; the sentence is for log and events. */
    public record Change(Member member, Kind kind, String sentence) {}

    /** What became of a member. */
    public enum Kind {
        /** It is left out from now on. */
        LEFT_OUT,
        /** It should be, but too many are already. */
        SPARED,
        /** It has answered well since its return. */
        BACK
    }

    /**
     * What is to be said of a member.
     *
     * @param out whether it is passed over now
     * @param reason as a sentence without a dot
     */
    public record Finding(boolean out, String reason) {}

    private final Object lock;
    private final MemberState.Marks marks;
    private volatile long gatheringSinceNanos;
    private volatile boolean gathering;
    private @Nullable Balancer seen;
    private int seenChanges;
    private long seenNanos;
    private long dueInNanos;

    /** @param lock the schedule's */
    Outliers(Object lock, MemberState.Marks marks) {
        this.lock = lock;
        this.marks = marks;
    }

    /**
     * An attempt is over.
     *
     * @param failure why the member is at fault, as a sentence without a dot; empty if it answered well
     * @param nowNanos the node's clock
     * @return what changed by it; mostly nothing
     */
    public List<Change> ended(Balancer balancer, Member member, String failure, long nowNanos) {
        OutlierConfig rule = balancer.config().outliers().orElse(null);
        if (rule == null) {
            return NOTHING;
        }
        boolean due = rule.slow().isPresent() && gathered(rule.slow().get(), nowNanos);
        if (failure.isEmpty() && !member.state.conduct.troubled && !due) {
            return NOTHING;
        }
        synchronized (lock) {
            List<Change> changes = new ArrayList<>(2);
            if (failure.isEmpty()) {
                well(member, changes);
            } else {
                failed(balancer, member, rule, failure, nowNanos, changes);
            }
            if (due && gathered(rule.slow().get(), nowNanos)) {
                gatheringSinceNanos = nowNanos;
                compare(balancer, rule, nowNanos, changes);
            }
            return changes;
        }
    }

    private static void well(Member member, List<Change> changes) {
        Conduct conduct = member.state.conduct;
        if (conduct.out) {
            return;
        }
        if (conduct.onTrial) {
            changes.add(new Change(
                    member,
                    Kind.BACK,
                    "member " + member.id() + " is back in: it answered well after it had been left out for "
                            + seconds(conduct.forNanos) + " s"));
        }
        conduct.clear();
    }

    private void failed(
            Balancer balancer, Member member, OutlierConfig rule, String failure, long nowNanos, List<Change> changes) {
        Conduct conduct = member.state.conduct;
        if (conduct.out || member.has(MemberFlag.IGNORE_ERRORS)) {
            return;
        }
        conduct.failures++;
        conduct.troubled = true;
        if (conduct.failures >= rule.failures()) {
            String why =
                    conduct.failures == 1 ? failure : conduct.failures + " failures in a row, the last: " + failure;
            leave(balancer, member, rule, why, nowNanos, changes);
        } else if (conduct.onTrial) {
            leave(balancer, member, rule, "it failed again after its return: " + failure, nowNanos, changes);
        }
    }

    private void leave(
            Balancer balancer, Member member, OutlierConfig rule, String why, long nowNanos, List<Change> changes) {
        Conduct conduct = member.state.conduct;
        int wanted = count(balancer, Outliers::wanted);
        int out = count(balancer, m -> wanted(m) && m.state.conduct.out);
        if ((out + 1) * 100L > (long) rule.most() * wanted) {
            String spared = why + "; it is not left out, because " + out + " of " + wanted + " members are already and "
                    + rule.most() + " % may be (outliers.most)";
            if (conduct.spared.isEmpty()) {
                changes.add(new Change(member, Kind.SPARED, told(member) + " should be left out: " + spared));
            }
            conduct.spared = spared;
            conduct.troubled = true;
            return;
        }
        conduct.leave(why, rule.time().toNanos(), rule.longest().toNanos(), nowNanos);
        marks.out++;
        marks.changes++;
        changes.add(new Change(
                member,
                Kind.LEFT_OUT,
                told(member) + " is left out for " + seconds(conduct.forNanos) + " s: " + why + "; " + (out + 1)
                        + " of " + wanted + " members are left out now"));
    }

    private static String told(Member member) {
        return "member " + member.id() + " (" + member.config().url() + ")";
    }

    // ---- slow ones ----

    private boolean gathered(OutlierConfig.SlowConfig slow, long nowNanos) {
        if (!gathering) {
            gatheringSinceNanos = nowNanos;
            gathering = true;
        }
        return nowNanos - gatheringSinceNanos >= slow.over().toNanos();
    }

    private record Pace(Member member, double nanos) {}

    private void compare(Balancer balancer, OutlierConfig rule, long nowNanos, List<Change> changes) {
        OutlierConfig.SlowConfig slow = rule.slow().orElseThrow();
        List<Pace> paces = new ArrayList<>();
        for (Member member : balancer.members()) {
            double nanos = member.state.conduct.takePace(slow.responses());
            boolean counts = nanos > 0 && wanted(member) && !member.state.conduct.out;
            if (counts && !member.has(MemberFlag.IGNORE_ERRORS)) {
                paces.add(new Pace(member, nanos));
            }
        }
        paces.sort(Comparator.comparingDouble(Pace::nanos).reversed());
        for (int i = 0; i < paces.size() && paces.size() > 1; i++) {
            Pace one = paces.get(i);
            double others = medianWithout(paces, i);
            if (one.nanos < others * slow.times() || one.nanos < slow.atLeast().toNanos()) {
                return;
            }
            String why = "its typical response took " + millis(one.nanos) + " ms, that of the others " + millis(others)
                    + " ms";
            leave(balancer, one.member, rule, why, nowNanos, changes);
        }
    }

    /** Of the others, sorted; of two in the middle the slower one, so that nobody is judged by the quickest alone. */
    private static double medianWithout(List<Pace> slowestFirst, int index) {
        int middle = (slowestFirst.size() - 2) / 2;
        return slowestFirst.get(middle < index ? middle : middle + 1).nanos;
    }

    private static String millis(double nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        return millis < 10 ? String.valueOf(Math.round(millis * 10) / 10.0) : String.valueOf(Math.round(millis));
    }

    // ---- who is passed over ----

    /** Has those come back whose time is over, and sees whether too few are left. Under the lock, before every choice. */
    void look(Balancer balancer, long nowNanos) {
        if (marks.out == 0) {
            panic(false);
            return;
        }
        if (balancer == seen && seenChanges == marks.changes && nowNanos - seenNanos < dueInNanos) {
            return;
        }
        boolean inForce = balancer.config().outliers().isPresent();
        long soonest = Long.MAX_VALUE;
        for (Member member : balancer.members()) {
            Conduct conduct = member.state.conduct;
            if (conduct.out && inForce && conduct.leftNanos(nowNanos) > 0) {
                soonest = Math.min(soonest, conduct.leftNanos(nowNanos));
            } else if (conduct.out) {
                conduct.comeBack(nowNanos);
                marks.out--;
                marks.changes++;
            }
        }
        panic(marks.out > 0 && tooFew(balancer));
        seen = balancer;
        seenChanges = marks.changes;
        seenNanos = nowNanos;
        dueInNanos = soonest;
    }

    private static boolean tooFew(Balancer balancer) {
        int below = balancer.config().outliers().map(OutlierConfig::panicBelow).orElse(0);
        int usable = count(balancer, Outliers::well);
        return usable == 0 || usable * 100L < (long) below * count(balancer, Outliers::wanted);
    }

    private void panic(boolean now) {
        if (marks.panic != now) {
            marks.panic = now;
            marks.changes++;
        }
    }

    /** Operators have not taken it away. */
    private static boolean wanted(Member member) {
        return !member.has(MemberFlag.DISABLED) && !member.has(MemberFlag.STOPPED) && !member.has(MemberFlag.DRAINING);
    }

    private static boolean well(Member member) {
        return wanted(member) && member.admitted() && !member.state.inError() && !member.state.conduct.out;
    }

    private static int count(Balancer balancer, Predicate<Member> which) {
        int count = 0;
        for (Member member : balancer.members()) {
            count += which.test(member) ? 1 : 0;
        }
        return count;
    }

    // ---- for people ----

    /** Takes back what was held against a member, as an operator's enable does. */
    public void pardon(Member member) {
        synchronized (lock) {
            Conduct conduct = member.state.conduct;
            if (conduct.out) {
                conduct.out = false;
                marks.out--;
                marks.changes++;
            }
            conduct.clear();
            conduct.times = 0;
        }
    }

    /** What is held against a member; empty if nothing is. */
    public Optional<Finding> finding(Balancer balancer, Member member, long nowNanos) {
        synchronized (lock) {
            look(balancer, nowNanos);
            Conduct conduct = member.state.conduct;
            if (conduct.out && marks.panic) {
                return Optional.of(new Finding(
                        false, "it would be left out (" + conduct.reason + "), but is used: " + shortage(balancer)));
            }
            if (conduct.out) {
                String back = "; it returns in " + seconds(conduct.leftNanos(nowNanos)) + " s";
                return Optional.of(new Finding(true, "left out: " + conduct.reason + back));
            }
            if (!conduct.spared.isEmpty()) {
                return Optional.of(new Finding(false, conduct.spared));
            }
            if (conduct.onTrial) {
                return Optional.of(new Finding(
                        false, "it was left out (" + conduct.reason + ") and has not answered since its return"));
            }
            return Optional.empty();
        }
    }

    /** Why members are used that would be left out; empty while none is. */
    public Optional<String> panic(Balancer balancer, long nowNanos) {
        synchronized (lock) {
            look(balancer, nowNanos);
            return marks.panic ? Optional.of(shortage(balancer)) : Optional.empty();
        }
    }

    private static String shortage(Balancer balancer) {
        int below = balancer.config().outliers().map(OutlierConfig::panicBelow).orElse(0);
        int wanted = count(balancer, Outliers::wanted);
        return "only " + count(balancer, Outliers::well) + " of " + wanted + " members are well, less than " + below
                + " % (outliers.panic-below), so all that can be reached carry requests";
    }

    private static long seconds(long nanos) {
        return Math.ceilDiv(Math.max(0, nanos), NANOS_PER_SECOND);
    }
}
