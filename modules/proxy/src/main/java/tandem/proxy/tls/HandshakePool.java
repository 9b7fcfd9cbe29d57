package tandem.proxy.tls;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that do the arithmetic of handshakes, so that the I/O threads go on carrying traffic meanwhile. The queue is
 * bounded: a handshake that finds it full is refused, which a client notices sooner than a node that falls behind for good.
 */
public final class HandshakePool implements Executor, AutoCloseable {
    private static final int WAITING = 2_000;
    private static final long KEPT_SECONDS = 60;

    private final ThreadPoolExecutor threads;

    /** @param size how many handshakes are computed at once, at least 1 */
    public HandshakePool(String nodeName, int size) {
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                size, size, KEPT_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "tandem-" + nodeName + "-tls-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** @throws java.util.concurrent.RejectedExecutionException if too many wait already, or this is closed */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** How many wait for a thread. */
    public int waiting() {
        return threads.getQueue().size();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
