package tandem.failover.lease;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tandem.core.config.OnQuorumLoss;
import tandem.core.config.Quorum;

/**
 * A small world for {@link Exploration}: two nodes that vote and claim, a witness that votes, times in ticks of a millisecond; and
 * the rules around the lease, so that one of them can be broken.
 *
 * @param timers every one a whole number of ticks
 * @param shorterBy by how much the claimants' votes ask for a shorter promise than the timers need
 * @param quarantine whether a voter that restarts waits until its promises are over
 * @param onePromise whether a node takes with its own promise alone and thinks everybody else silent
 * @param kernel how the kernel takes orders
 * @param beginsInTime whether an order to renew is not begun later than a fence's time before it has to be over
 * @param hidesFirst whether promises are given back only after the addresses are hidden
 */
record Instance(
        String name,
        LeaseTimers timers,
        int shorterBy,
        boolean quarantine,
        boolean onePromise,
        Kernel kernel,
        boolean beginsInTime,
        boolean hidesFirst) {
    static final long TICK = TimeUnit.MILLISECONDS.toNanos(1);
    static final List<String> VOTERS = List.of("lb1", "lb2", "w");
    static final int NODES = 2;
    static final long LIFE = 2;

    /** @param takesOnlyArmed whether showing needs the armed element
     *  @param renewsOnlyStanding whether renewing needs the fence's element, so that one that ran out stays away */
    record Kernel(boolean takesOnlyArmed, boolean renewsOnlyStanding) {
        static final Kernel PRODUCTION = new Kernel(true, true);
    }

    /** The rules as they are; the promise is as short as the times allow. */
    static Instance production(int renew, int round, int fence, int slack) {
        int armed = round + fence;
        LeaseTimers timers = ticks(renew, round, fence, armed, slack, round + 2 * fence + slack);
        return new Instance("the rules as they are", timers, 0, true, false, Kernel.PRODUCTION, true, true);
    }

    Instance promiseShorterByOneTick() {
        return new Instance("promise one tick shorter", timers, 1, true, false, kernel, true, true);
    }

    Instance withoutQuarantine() {
        return new Instance("no quarantine after a restart", timers, 0, false, false, kernel, true, true);
    }

    Instance withOnePromise() {
        return new Instance("one promise is enough", timers, 0, true, true, kernel, true, true);
    }

    Instance renewingByAddingFirst() {
        Kernel adding = new Kernel(true, false);
        return new Instance("a renewal revives what ran out", timers, 0, true, false, adding, true, true);
    }

    Instance takingUnarmed() {
        Kernel unarmed = new Kernel(false, true);
        return new Instance("a take without the armed element", timers, 0, true, false, unarmed, true, true);
    }

    Instance beginningLate() {
        return new Instance("a renewal begun when it had to be over", timers, 0, true, false, kernel, false, true);
    }

    Instance givingBackBeforeHiding() {
        return new Instance("promises given back before hiding", timers, 0, true, false, kernel, true, false);
    }

    LeaseRules rules(int node) {
        Quorum quorum = onePromise ? Quorum.PROBE : Quorum.MAJORITY;
        return new LeaseRules(VOTERS.get(node), LIFE, new Electorate(VOTERS), quorum, OnQuorumLoss.RELEASE, timers);
    }

    Hearing hearing(int node) {
        Set<String> others = onePromise ? Set.of(VOTERS.get(1 - node), VOTERS.getLast()) : Set.of();
        return new Hearing(others, Set.of(), true);
    }

    static int ticks(long nanos) {
        return Math.toIntExact(nanos / TICK);
    }

    private static LeaseTimers ticks(int renew, int round, int fence, int armed, int slack, int promise) {
        return new LeaseTimers(renew * TICK, round * TICK, fence * TICK, armed * TICK, slack * TICK, promise * TICK);
    }
}
