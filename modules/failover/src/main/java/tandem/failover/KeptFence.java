package tandem.failover;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.port.RunsOn;
import tandem.failover.election.Event;
import tandem.failover.election.FenceKind;
import tandem.failover.lease.LeaseTimers;
import tandem.failover.vip.Fence;
import tandem.failover.vip.FenceAnswer;

/**
 * The fence and what becomes of it: where the kernel has none, or somebody removed it, its times are kept by this node's own clock
 * until it is back. What was removed is put back by a thread of its own, since that starts a process. Confined to the VIP thread.
 */
@RunsOn(RunsOn.Lane.VIP)
final class KeptFence {
    private static final Logger LOG = LoggerFactory.getLogger(KeptFence.class);
    private static final String TOO_LATE = "the time to show them had run out";
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long HURRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long ENDLESS_NANOS = TimeUnit.DAYS.toNanos(365);

    private final Fence fence;
    private final FenceTimes times;
    private final NodeClock clock;
    private final Consumer<Event> events;
    private final Consumer<Runnable> background;
    private boolean enforced;
    private boolean timed = true;
    private boolean rebuilding;
    private volatile boolean rebuilt;
    private long triedAt;
    private long lookedAt;
    private long hurriedAt;
    private volatile long armedUntil;
    private long aliveUntil;

    /** @param background runs what would block too long */
    KeptFence(Fence fence, FenceTimes times, NodeClock clock, Consumer<Event> events, Consumer<Runnable> background) {
        this.fence = fence;
        this.times = times;
        this.clock = clock;
        this.events = events;
        this.background = background;
        this.armedUntil = clock.nanos();
        this.aliveUntil = armedUntil;
        this.hurriedAt = armedUntil;
    }

    /** Puts the fence up and reports what fences this node. */
    void start() {
        boolean stands = fence.kind() == FenceKind.KERNEL_TIMEOUT && fence.present();
        FenceKind kind = stands ? FenceKind.KERNEL_TIMEOUT : fence.create(0);
        enforced = kind == FenceKind.KERNEL_TIMEOUT;
        timed = kind.timed();
        triedAt = clock.nanos();
        report();
    }

    /** Lets the addresses be shown within the arming time. */
    FenceAnswer arm() {
        armedUntil = clock.nanos() + times.armedNanos();
        return enforced ? checked(fence.arm(times.armedNanos())) : new FenceAnswer.Done();
    }

    /** Lets {@link #take} open it for this time only; nothing if it was not armed any more. */
    FenceAnswer narrow(long nanos) {
        long now = clock.nanos();
        if (now - armedUntil >= 0) {
            return new FenceAnswer.Expired(TOO_LATE);
        }
        armedUntil = Math.min(armedUntil, now + nanos);
        return enforced ? checked(fence.narrow(nanos)) : new FenceAnswer.Done();
    }

    /** Whether the time for a take is over by now, where no packet filter sees to that: what has just been shown may be late. */
    boolean openedLate() {
        return timed && !enforced && clock.nanos() - armedUntil > 0;
    }

    /** Whether {@link #take} may open it still. Any thread. */
    boolean armed() {
        return armedUntil - clock.nanos() > 0;
    }

    /** Opens the fence if it was armed in time. */
    FenceAnswer take() {
        long now = clock.nanos();
        if (now - armedUntil >= 0) {
            return new FenceAnswer.Expired(TOO_LATE);
        }
        FenceAnswer answer = enforced ? checked(fence.take(times.aliveNanos())) : new FenceAnswer.Done();
        if (answer instanceof FenceAnswer.Done) {
            aliveUntil = now + (timed ? times.aliveNanos() : ENDLESS_NANOS);
        }
        return answer;
    }

    /** Keeps the fence open if its time is not over; a fence that is gone is put back, and until then the clock decides. */
    FenceAnswer renew() {
        long now = clock.nanos();
        if (now - aliveUntil >= 0) {
            return new FenceAnswer.Expired("their time had run out");
        }
        FenceAnswer answer = enforced ? fence.renew(times.aliveNanos()) : new FenceAnswer.Done();
        if (answer instanceof FenceAnswer.Expired) {
            return answer;
        }
        aliveUntil = now + (timed ? times.aliveNanos() : ENDLESS_NANOS);
        checked(answer);
        return new FenceAnswer.Done();
    }

    /** Closes it; until the next {@link #take} nothing opens it. */
    void shut() {
        armedUntil = clock.nanos();
        aliveUntil = armedUntil;
        if (enforced) {
            checked(fence.shut());
        }
    }

    /** Closes it but for the connections that there are, in one transaction; only the kernel can. */
    FenceAnswer park(long nanos) {
        if (!enforced) {
            return new FenceAnswer.Broken("no packet filter of the kernel fences the addresses now");
        }
        armedUntil = clock.nanos();
        aliveUntil = armedUntil;
        return checked(fence.park(nanos));
    }

    /** Ends {@link #park}. */
    void unpark() {
        if (enforced) {
            checked(fence.unpark());
        }
    }

    /** Whether the kernel's packet filter fences the addresses. */
    boolean enforced() {
        return enforced;
    }

    /** Until when the addresses answer without a renewal. */
    long aliveUntil() {
        return aliveUntil;
    }

    /** How long a renewal lets the addresses answer at the longest. */
    long openNanos() {
        return enforced ? times.aliveNanos() : timed ? LeaseTimers.LIFETIME_NANOS : 0;
    }

    /** Whether it is being put back; {@link #look} finishes that. */
    boolean rebuilding() {
        return rebuilding;
    }

    /** Looks at it if that was not done for a while, or if it is being put back. */
    void tend(boolean held) {
        if (rebuilding || clock.nanos() - lookedAt >= LOOK_NANOS) {
            look(held);
        }
    }

    /** Looks whether the fence still stands and does what that asks for; to be called after each renewal. */
    void look(boolean held) {
        lookedAt = clock.nanos();
        if (rebuilding) {
            if (rebuilt) {
                finishRebuilding(held);
            } else if (held && lookedAt - hurriedAt >= HURRY_NANOS) {
                hurriedAt = lookedAt;
                fence.hurry(times.armedNanos(), () -> aliveUntil - clock.nanos());
            }
        } else if (enforced) {
            if (!fence.present()) {
                fell();
            }
        } else if (timed && clock.nanos() - triedAt >= RETRY_NANOS) {
            rebuild();
        }
    }

    /** Tries again to put it up, as after an interface came back. */
    void retry() {
        if (timed && !enforced && !rebuilding) {
            rebuild();
        }
    }

    /** What fences the addresses, as a sentence for the status. */
    String sentence() {
        return fence.sentence();
    }

    /** Takes it down. */
    void close() {
        if (!rebuilding) {
            fence.close();
        }
    }

    private FenceAnswer checked(FenceAnswer answer) {
        if (answer instanceof FenceAnswer.Broken) {
            fell();
        }
        return answer;
    }

    private void fell() {
        enforced = false;
        report();
        rebuild();
    }

    private void rebuild() {
        rebuilding = true;
        rebuilt = false;
        triedAt = clock.nanos();
        long until = aliveUntil;
        background.accept(() -> {
            try {
                fence.create(until - clock.nanos());
            } finally {
                rebuilt = true;
            }
        });
    }

    private void finishRebuilding(boolean held) {
        rebuilding = false;
        if (fence.kind() != FenceKind.KERNEL_TIMEOUT) {
            LOG.debug("the fence could not be put up: {}", fence.sentence());
            return;
        }
        enforced = true;
        if (aliveUntil - clock.nanos() <= 0) {
            checked(fence.shut());
        }
        if (held) {
            reopen();
        }
        if (enforced) {
            report();
        }
    }

    /** Whether the addresses go dark by themselves when renewals stop. */
    boolean timed() {
        return timed;
    }

    /** The fence stands anew while this node holds: it stays open as long as the node still may. */
    private void reopen() {
        if (enforced && checked(fence.arm(times.armedNanos())) instanceof FenceAnswer.Done) {
            long left = aliveUntil - clock.nanos();
            if (left > 0) {
                checked(fence.take(left));
            }
        }
    }

    private void report() {
        FenceKind kind = fence.kind();
        if (kind == FenceKind.ADDRESS_LIFETIME) {
            LOG.warn("{}", fence.sentence());
        } else {
            LOG.info("{}", fence.sentence());
        }
        events.accept(new Event.FenceChanged(kind, fence.sentence()));
    }
}
