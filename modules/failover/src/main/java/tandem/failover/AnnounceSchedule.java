package tandem.failover;

import java.util.concurrent.TimeUnit;

/**
 * When to announce an address that was taken: often at first, since announcements get lost, then now and again, since switches
 * and routers forget. One thread, but for {@link #count} and {@link #total}.
 */
final class AnnounceSchedule {
    private static final long[] AFTER_MILLIS = {0, 20, 60, 150, 400, 1000, 2000, 5000};
    private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private long startedAt;
    private volatile int next;
    private volatile long total;
    private long dueAt;

    /** Begins anew. */
    void start(long now) {
        startedAt = now;
        next = 0;
        dueAt = now;
    }

    boolean due(long now) {
        return now - dueAt >= 0;
    }

    long dueAt() {
        return dueAt;
    }

    /** How many have been sent since it began anew. Any thread. */
    int count() {
        return next;
    }

    /** How many have been sent since the node started. Any thread. */
    long total() {
        return total;
    }

    /** One announcement has been sent. */
    void sent(long now) {
        total = total + 1;
        int sent = next + 1;
        next = sent;
        dueAt = sent < AFTER_MILLIS.length
                ? startedAt + TimeUnit.MILLISECONDS.toNanos(AFTER_MILLIS[sent])
                : now + REPEAT_NANOS;
    }
}
