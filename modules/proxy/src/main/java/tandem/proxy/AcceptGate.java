package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import tandem.core.text.Paced;

/**
 * Leaves new clients in the kernel's queue while an I/O thread is late. Accepting costs another thread little, and what is accepted
 * comes before everything else on the I/O thread: without this, more connections than can be served pile up, files run out, nobody who
 * is connected is served any more, and each connection whose client has given up makes the rest dearer. Looks only while clients come.
 * Any thread.
 */
final class AcceptGate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptGate.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** A pause that is longer is told: a thread that has just started may be late once. */
    private static final long TOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** So long after the last client it goes on looking: many may follow at once. */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** An I/O thread that takes longer to come to a new task is late. */
    static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

    private final Marker[] markers;
    private final Consumer<Boolean> accepting;
    private final Paced paced = new Paced();
    private final AtomicInteger pauses = new AtomicInteger();
    private final Thread thread;
    private volatile boolean arrived;
    private volatile boolean closed;
    // Of its own thread alone.
    private boolean paused;
    private long arrivedNanos;
    private long lookedNanos;
    private long pausedNanos;

    /** One I/O thread's: sent as a task, back when the thread comes to it. */
    private static final class Marker implements Runnable {
        private final XnioExecutor loop;
        private long sentNanos;
        private volatile boolean out;

        Marker(XnioExecutor loop) {
            this.loop = loop;
        }

        void send(long nowNanos) {
            sentNanos = nowNanos;
            out = true;
            loop.execute(this);
        }

        /** This thread did not run for so long either: a collection, or no CPU for anybody. */
        void excuse(long nanos) {
            sentNanos += nanos;
        }

        boolean late(long nowNanos) {
            return out && nowNanos - sentNanos > LATE_NANOS;
        }

        @Override
        public void run() {
            out = false;
        }
    }

    /**
     * Begins to watch.
     *
     * @param loops the I/O threads
     * @param accepting told when to stop and when to go on; on a thread of its own
     */
    AcceptGate(String node, Iterable<? extends XnioExecutor> loops, Consumer<Boolean> accepting) {
        List<Marker> made = new ArrayList<>();
        loops.forEach(loop -> made.add(new Marker(loop)));
        this.markers = made.toArray(Marker[]::new);
        this.accepting = accepting;
        this.thread =
                Thread.ofPlatform().name("tandem-" + node + " gate").daemon().unstarted(this::watch);
    }

    void start() {
        thread.start();
    }

    /** Notes each connection before another listener gets it. */
    ChannelListener<StreamConnection> before(ChannelListener<? super StreamConnection> acceptor) {
        return connection -> {
            if (!arrived) {
                arrived = true;
                LockSupport.unpark(thread);
            }
            acceptor.handleEvent(connection);
        };
    }

    /** How often new clients had to wait so far. */
    int pauses() {
        return pauses.get();
    }

    private void watch() {
        arrivedNanos = System.nanoTime();
        lookedNanos = arrivedNanos;
        while (!closed) {
            long now = System.nanoTime();
            if (arrived || paused || out() || now - arrivedNanos < LINGER_NANOS) {
                look(now);
                lookedNanos = now;
                LockSupport.parkNanos(this, LOOK_NANOS);
            } else {
                LockSupport.park(this);
                lookedNanos = System.nanoTime();
            }
        }
    }

    private boolean out() {
        for (Marker marker : markers) {
            if (marker.out) {
                return true;
            }
        }
        return false;
    }

    private void look(long now) {
        boolean late = false;
        long overslept = now - lookedNanos - 2 * LOOK_NANOS;
        for (Marker marker : markers) {
            if (overslept > 0) {
                marker.excuse(overslept);
            }
            late |= marker.late(now);
        }
        if (late && !paused) {
            pause(true);
            pauses.incrementAndGet();
            pausedNanos = now;
        } else if (paused && !out()) {
            pause(false);
        } else if (paused && now - pausedNanos > TOLD_NANOS && paced.pass("", now)) {
            LOG.warn(
                    "new clients have been waiting for {} ms, because an I/O thread is behind; this machine has too little CPU"
                            + " for what is asked of it",
                    TimeUnit.NANOSECONDS.toMillis(now - pausedNanos));
        }
        if (arrived) {
            arrived = false;
            arrivedNanos = now;
        }
        if (!paused) {
            send(now);
        }
    }

    private void pause(boolean on) {
        paused = on;
        accepting.accept(!on);
    }

    private void send(long now) {
        for (Marker marker : markers) {
            if (!marker.out) {
                try {
                    marker.send(now);
                } catch (RuntimeException e) {
                    // Deliberate: the I/O thread ends, and so does all this.
                    marker.out = false;
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
