package tandem.app;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread for what must not wait elsewhere: writing events that the data plane and the election report, following the
 * active node's schedules. Its queue is bounded; what does not fit is counted and said.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int QUEUED = 1024;
    private static final long BEAT_MILLIS = 250;

    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Runnable beat;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean lost;

    /**
     * @param beat called four times a second on the thread
     */
    Housekeeping(Runnable beat) {
        this.beat = beat;
        this.thread = Thread.ofPlatform().name("tandem-housekeeping").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Runs it soon; never blocks. */
    void soon(Runnable work) {
        if (!queue.offer(work)) {
            lost = true;
        }
    }

    private void run() {
        while (!closed) {
            try {
                Runnable work = queue.poll(BEAT_MILLIS, TimeUnit.MILLISECONDS);
                if (work != null) {
                    work.run();
                }
                beat.run();
                if (lost) {
                    lost = false;
                    LOG.warn("more events came than could be written; some are missing from log and status");
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("housekeeping failed at one thing and goes on", e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
