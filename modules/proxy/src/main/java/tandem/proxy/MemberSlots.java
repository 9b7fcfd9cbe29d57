package tandem.proxy;

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
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;

/**
 * This node's connections to one member that takes only so many: who has one for a request holds a slot, who finds none free
 * waits in order of arrival. Any thread; each call holds one short lock. Members without a limit have none of this.
 */
final class MemberSlots {
    // Slots are the node's, connections an I/O thread's. So that both together stay within the limit, a connection
    // rests only where there is room for it, and whoever opens one has other threads close theirs that rest.

    private static final Logger LOG = LoggerFactory.getLogger(MemberSlots.class);

    /** Those of all members, for all I/O threads of a node. */
    static final class All {
        private final Map<String, MemberSlots> byMember = new ConcurrentHashMap<>();

        /** The slots of a member; null if it takes any number of connections. */
        @Nullable
        MemberSlots of(Member member) {
            int most = member.config().limit().connections();
            if (most == 0) {
                return null;
            }
            MemberSlots slots = byMember.computeIfAbsent(member.id(), MemberSlots::new);
            slots.most = most;
            return slots;
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
                waiting.remove(this);
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
    private final Deque<Wait> waiting = new ArrayDeque<>();
    private final Map<IoLoop, Integer> resting = new HashMap<>();
    private volatile int most;
    private int taken;
    private int open;

    private MemberSlots(String memberId) {
        this.memberId = memberId;
    }

    /** Takes a slot; false if none is free. */
    boolean take() {
        synchronized (lock) {
            boolean free = taken < most && waiting.isEmpty();
            taken += free ? 1 : 0;
            return free;
        }
    }

    /**
     * Waits for a slot.
     *
     * @param granted runs on the waiter's I/O thread, with the slot taken
     */
    Wait await(IoLoop loop, Runnable granted) {
        Wait wait = new Wait(loop, granted);
        synchronized (lock) {
            waiting.addLast(wait);
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
        while (taken < most && !waiting.isEmpty()) {
            taken++;
            Wait next = waiting.removeFirst();
            later(next.loop, next::grant);
        }
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
            boolean ofUse = waiting.isEmpty() || waiting.getFirst().loop == loop;
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
