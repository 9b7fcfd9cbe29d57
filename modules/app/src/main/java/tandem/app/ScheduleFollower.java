package tandem.app;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Balancer;
import tandem.core.balance.Schedule;
import tandem.core.port.NodeClock;
import tandem.core.routing.LiveTable;
import tandem.core.share.NodeReport;
import tandem.core.status.Role;

/**
 * Keeps a standby's schedules where the active node's are, so that after a takeover members are chosen on as if nothing had
 * happened. Any thread.
 */
final class ScheduleFollower {
    /** Longer than a hand-over may take: after it this node is active and follows nobody, or the old owner is again. */
    private static final long SUCCESSION_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** What a hand-over may wait for a thread of less urgency that is following a report just now. */
    private static final long PATIENCE_MILLIS = 2;

    private final LiveTable table;
    private final NodeClock clock;
    private final ReentrantLock one = new ReentrantLock();
    private long seenIncarnation = Long.MIN_VALUE;
    private long seenSequence = Long.MIN_VALUE;
    private long followsFrom;
    /** The last word of the peer whose addresses this node is taking; null once this node gives some away. */
    private volatile @Nullable NodeReport lastWord;

    ScheduleFollower(LiveTable table, NodeClock clock) {
        this.table = table;
        this.clock = clock;
        this.followsFrom = clock.nanos();
    }

    /** Takes over the newest vectors of an active peer, each report once. */
    void follow(List<NodeReport> peers) {
        one.lock();
        try {
            if (clock.nanos() - followsFrom >= 0) {
                peers.stream()
                        .filter(report -> report.role() == Role.ACTIVE)
                        .max(Comparator.comparingLong(NodeReport::writtenAtEpochMillis))
                        .filter(this::unseen)
                        .ifPresent(this::adopt);
            }
        } finally {
            one.unlock();
        }
    }

    /**
     * Takes over the vectors of a peer that gives its addresses to this node; nothing older moves them any more. Of several groups of
     * addresses that come from one peer, each word after the first adds what the peer chose since the one before: this node may
     * have chosen for the first group meanwhile. Words may arrive in any order.
     *
     * @param serving whether this node held other addresses before: it goes on with its own
     * @return whether that was possible within two milliseconds
     */
    boolean succeed(NodeReport report, boolean serving) {
        try {
            if (!one.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            NodeReport before = lastWord;
            if (before != null && clock.nanos() - followsFrom < 0 && sameLife(before, report)) {
                if (report.newerThan(before)) {
                    followsFrom = clock.nanos() + SUCCESSION_NANOS;
                    lastWord = report;
                    advance(before, report);
                }
            } else if (!serving) {
                followsFrom = clock.nanos() + SUCCESSION_NANOS;
                lastWord = report;
                adopt(report);
            }
            return true;
        } finally {
            one.unlock();
        }
    }

    /** This node gives addresses away: what comes back later includes what it chose itself. */
    void gaveAway() {
        lastWord = null;
    }

    private static boolean sameLife(NodeReport before, NodeReport report) {
        return before.node().equals(report.node()) && before.incarnation() == report.incarnation();
    }

    private void adopt(NodeReport report) {
        seenIncarnation = report.incarnation();
        seenSequence = report.sequence();
        eachSchedule(report, (schedule, vector) -> schedule.adopt(vector.to()));
    }

    private void advance(NodeReport before, NodeReport report) {
        eachSchedule(
                report,
                (schedule, vector) ->
                        schedule.advance(before.schedules().getOrDefault(vector.balancer(), Map.of()), vector.to()));
    }

    private record Vector(String balancer, Map<String, Integer> to) {}

    private void eachSchedule(NodeReport report, BiConsumer<Schedule, Vector> change) {
        Map<String, Balancer> balancers = table.current().balancers();
        report.schedules().forEach((name, vector) -> {
            Balancer balancer = balancers.get(name);
            if (balancer != null) {
                change.accept(balancer.schedule(), new Vector(name, vector));
            }
        });
    }

    private boolean unseen(NodeReport report) {
        return report.incarnation() != seenIncarnation || report.sequence() != seenSequence;
    }
}
