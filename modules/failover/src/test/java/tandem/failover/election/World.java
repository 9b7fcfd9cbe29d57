package tandem.failover.election;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Virtual time, what is to happen in it, chance from one seed, and the log. */
final class World {
    final Random chance;
    final List<String> log = new ArrayList<>();
    final List<String> violations = new ArrayList<>();
    long now;

    private boolean healed;
    private final boolean logged;
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
    private long number;

    private record Due(long at, long number, Runnable task) {}

    World(long seed, boolean logged) {
        this.chance = new Random(new SplittableRandom(seed).nextLong()); // neighbouring seeds of Random begin alike
        this.logged = logged;
    }

    void at(long time, Runnable task) {
        due.add(new Due(Math.max(time, now), number++, task));
    }

    void after(long nanos, Runnable task) {
        at(now + nanos, task);
    }

    /** Lets everything happen that is due until then; stops at the first violation. */
    void run(long until) {
        while (violations.isEmpty() && !due.isEmpty() && due.peek().at() <= until) {
            Due next = due.poll();
            now = next.at();
            next.task().run();
        }
        now = until;
    }

    void say(String who, String what) {
        if (logged) {
            log.add(String.format("%9.3f %s %s", now / 1e6, who, what));
        }
    }

    void violated(String what) {
        say("VIOLATION", what);
        violations.add(String.format("at %.3f ms: %s", now / 1e6, what));
    }

    /** Whether the faults are over. */
    boolean calm() {
        return healed;
    }

    void heal() {
        healed = true;
    }

    boolean one(int in) {
        return chance.nextInt(in) == 0;
    }

    /** Evenly between two numbers of milliseconds, in nanoseconds. */
    long between(long fromMillis, long toMillis) {
        return nanos(fromMillis) + (long) (chance.nextDouble() * nanos(toMillis - fromMillis));
    }

    static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
