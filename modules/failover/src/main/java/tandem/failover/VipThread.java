package tandem.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.port.RunsOn;
import tandem.failover.vip.ThreadPriority;

/** Runs the keeper: its commands in order, its beat in between and before each. */
final class VipThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VipThread.class);
    private static final String USUAL_CLASS =
            "the threads that hold the virtual addresses do not run in real time, so a busy"
                    + " machine may take the addresses from this node for a moment; grant LimitRTPRIO=5 or CAP_SYS_NICE, and where"
                    + " the kernel counts real time by control group a share of it (cpu.rt_runtime_us), or set cluster.profile: calm";
    private static final int LIMIT = 64;
    private static final long IDLE = Long.MIN_VALUE;

    private final VipKeeper keeper;
    private final NodeClock clock;
    private final BlockingQueue<VipCommand> commands = new ArrayBlockingQueue<>(LIMIT);
    private final Thread thread;
    private volatile boolean closed;
    private volatile long busySince = IDLE;

    VipThread(String name, VipKeeper keeper, NodeClock clock) {
        this.clock = clock;
        this.keeper = keeper;
        keeper.hideWaits(this::hideWaits);
        this.thread =
                Thread.ofPlatform().name(name).priority(Thread.MAX_PRIORITY).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Queues a command. To hide passes everything that waits and cancels what would show or keep the addresses; of two renewals,
     * or two looks, that wait the newer one counts.
     */
    void order(VipCommand command) {
        List<VipCommand> cancelled = new ArrayList<>();
        synchronized (commands) {
            switch (command) {
                case VipCommand.Hide _, VipCommand.Park _ -> cancel(VipThread::shows, cancelled);
                case VipCommand.Renew _ -> commands.removeIf(VipCommand.Renew.class::isInstance);
                case VipCommand.Look _ -> commands.removeIf(VipCommand.Look.class::isInstance);
                case VipCommand.Arm _, VipCommand.Take _, VipCommand.Announce _, VipCommand.Unpark _ -> {}
            }
            if (!commands.offer(command)) {
                throw new IllegalStateException("the VIP thread did not carry out " + LIMIT
                        + " commands; is a provider blocking? dropped " + command);
            }
        }
        cancelled.forEach(keeper::cancelled);
    }

    private boolean hideWaits() {
        return commands.stream()
                .anyMatch(waiting -> waiting instanceof VipCommand.Hide || waiting instanceof VipCommand.Park);
    }

    private void cancel(Predicate<VipCommand> which, List<VipCommand> cancelled) {
        commands.stream().filter(which).forEach(cancelled::add);
        commands.removeIf(which);
    }

    private static boolean shows(VipCommand command) {
        return switch (command) {
            case VipCommand.Arm _, VipCommand.Take _, VipCommand.Renew _, VipCommand.Announce _ -> true;
            case VipCommand.Hide _, VipCommand.Look _, VipCommand.Park _, VipCommand.Unpark _ -> false;
        };
    }

    /** For how long it has not come back from what it does, in nanoseconds; 0 if it waits for orders. Any thread. */
    long busyNanos() {
        long since = busySince;
        return since == IDLE ? 0 : clock.nanos() - since;
    }

    /** Hides the addresses and ends; blocks until that is done, at most a second. */
    @Override
    public void close() {
        closed = true;
        commands.offer(new VipCommand.Hide()); // wakes it
        try {
            if (!thread.join(Duration.ofSeconds(1))) {
                LOG.error("the VIP thread did not end within a second; virtual addresses may be left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @RunsOn(RunsOn.Lane.VIP)
    private void run() {
        boolean realTime = ThreadPriority.raise();
        keeper.prepare();
        if (!realTime && keeper.timed()) {
            LOG.warn("{}", USUAL_CLASS);
        }
        while (!closed) {
            VipCommand command = next();
            busySince = clock.nanos();
            try {
                keeper.beat();
                if (command != null) {
                    keeper.carryOut(command);
                }
            } catch (RuntimeException e) {
                LOG.error("a virtual address's provider failed at {}", command == null ? "a beat" : command, e);
                keeper.failed(command, e);
            }
            busySince = IDLE;
        }
        keeper.close();
    }

    private @Nullable VipCommand next() {
        try {
            return commands.poll(keeper.idleNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return null;
        }
    }
}
