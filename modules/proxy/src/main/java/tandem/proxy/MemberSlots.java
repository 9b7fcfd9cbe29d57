package tandem.proxy;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.balance.Member;
import tandem.core.config.MemberLimitConfig;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;

/**
 * This node's connections to one member that takes only so many: who has one for a request holds a slot, who finds none free
 * waits, those of high priority first, else in order of arrival. Any thread; each call holds one short lock. Members without a limit have none of this.
 */
final class MemberSlots {
    // Slots are the node's, connections an I/O thread's. So that both together stay within the limit, a connection
    // rests only where there is room for it, and whoever opens one has other threads close theirs that rest.

    private static final Logger LOG = LoggerFactory.getLogger(MemberSlots.class);

    /** Those of all members, for all I/O threads of a node. */
    static final class All {
        private final Map<String, MemberSlots> byMember = new ConcurrentHashMap<>();
        private final MeterRegistry registry;

        All(MeterRegistry registry) {
            this.registry = registry;
        }

        /** The slots of a member; null if it takes any number of connections. */
        @Nullable
        MemberSlots of(Member member) {
            MemberLimitConfig limit = member.config().limit();
            if (limit.connections() == 0) {
                return null;
            }
            MemberSlots slots = byMember.get(member.id());
            if (slots == null) {
                slots = byMember.computeIfAbsent(member.id(), this::made);
            }
            slots.most = limit.connections();
            slots.longest = limit.queue().orElse(Integer.MAX_VALUE);
            return slots;
        }

        private MemberSlots made(String memberId) {
            return new MemberSlots(memberId, registry);
        }
    }

    /** One request's wait for a slot. Once it was granted or cancelled nothing more comes of it. */
    final class Wait {
        private final IoLoop loop;
        private final Runnable granted;
        private boolean cancelled;

        private Wait(IoLoop loop, Runnable granted) {
            this.loop = loop;
            this.granted = granted;
        }

        /** Nobody waits any more. That I/O thread only. */
        void cancel() {
            cancelled = true;
            synchronized (lock) {
                boolean _ = urgent.remove(this) || waiting.remove(this);
            }
        }

        @RunsOn(Lane.IO)
        private void grant() {
            if (cancelled) {
                release();
            } else {
                granted.run();
            }
        }
    }

    private final Object lock = new Object();
    private final String memberId;
    private final QueueMetrics metrics;
    private final Deque<Wait> urgent = new ArrayDeque<>();
    private final Deque<Wait> waiting = new ArrayDeque<>();
    private final Map<IoLoop, Integer> resting = new HashMap<>();
    private volatile int most;
    private volatile int longest;
    private int taken;
    private int open;

    private MemberSlots(String memberId, MeterRegistry registry) {
        this.memberId = memberId;
        this.metrics = new QueueMetrics(registry, memberId, this);
    }

    /** What is measured of those that wait. */
    QueueMetrics metrics() {
        return metrics;
    }

    /** How many wait. */
    int length() {
        synchronized (lock) {
            return urgent.size() + waiting.size();
        }
    }

    /** Takes a slot; false if none is free. */
    boolean take() {
        synchronized (lock) {
            boolean free = taken < most && urgent.isEmpty() && waiting.isEmpty();
            taken += free ? 1 : 0;
            return free;
        }
    }

    /**
     * Waits for a slot.
     *
     * @param first before all that are not
     * @param granted runs on the waiter's I/O thread, with the slot taken
     * @return null if too many wait already
     */
    @Nullable
    Wait await(IoLoop loop, boolean first, Runnable granted) {
        Wait wait = new Wait(loop, granted);
        synchronized (lock) {
            if (taken >= most && urgent.size() + waiting.size() >= longest) {
                return null;
            }
            (first ? urgent : waiting).addLast(wait);
            handOut();
        }
        return wait;
    }

    /** Gives a slot back. */
    void release() {
        synchronized (lock) {
            taken--;
            handOut();
        }
    }

    /** Whoever has the lock calls it after every change: a slot may have come free between a look and a wait. */
    private void handOut() {
        for (Wait next = next(); taken < most && next != null; next = next()) {
            taken++;
            (urgent.isEmpty() ? waiting : urgent).removeFirst();
            later(next.loop, next::grant);
        }
    }

    private @Nullable Wait next() {
        Wait before = urgent.peekFirst();
        return before == null ? waiting.peekFirst() : before;
    }

    private static void later(IoLoop loop, Runnable task) {
        try {
            loop.thread().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug(
                    "nothing is done for connections of {}: it has ended",
                    loop.thread().getName());
        }
    }

    /** A connection was opened. */
    void opened() {
        synchronized (lock) {
            open++;
        }
    }

    /** A connection was closed. */
    void closed() {
        synchronized (lock) {
            open--;
        }
    }

    /**
     * A connection is to rest on this I/O thread; the request that had it gives its slot back next.
     *
     * @return false if it must be closed instead
     */
    boolean rest(IoLoop loop) {
        synchronized (lock) {
            Wait next = next();
            boolean ofUse = next == null || next.loop == loop;
            boolean rests = ofUse && open <= most;
            if (rests) {
                resting.merge(loop, 1, Integer::sum);
            }
            return rests;
        }
    }

    /** A connection of this I/O thread rests no longer: it is used again or closed. */
    void wake(IoLoop loop) {
        synchronized (lock) {
            resting.computeIfPresent(loop, (l, n) -> n == 1 ? null : n - 1);
        }
    }

    /** A connection is to be opened: other I/O threads close those that rest, if there would be too many. */
    void makeRoom() {
        Set<IoLoop> others;
        synchronized (lock) {
            others = open >= most ? Set.copyOf(resting.keySet()) : Set.of();
        }
        for (IoLoop other : others) {
            later(other, () -> other.members().closeIdle(memberId));
        }
    }
}
