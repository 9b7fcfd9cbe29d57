package tandem.app;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that looks at the trial of an applied configuration four times a second. */
final class ApplyBeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApplyBeat.class);
    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Runnable beat;
    private final Thread thread =
            Thread.ofPlatform().name("tandem-apply").daemon().unstarted(this::run);
    private volatile boolean closed;

    ApplyBeat(Runnable beat) {
        this.beat = beat;
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                beat.run();
            } catch (RuntimeException e) {
                LOG.error(
                        "a look at the configuration on trial failed and comes again; please report this as a bug", e);
            }
            LockSupport.parkNanos(BEAT_NANOS);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
