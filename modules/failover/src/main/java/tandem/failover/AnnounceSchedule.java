package tandem.failover;

import java.util.concurrent.TimeUnit;

/**
 * When to announce an address that was taken: often at first, since announcements get lost, then now and again, since switches
 * and routers forget. Not thread-safe.
 */
final class AnnounceSchedule {
    private static final long[] AFTER_MILLIS = {0, 20, 60, 150, 400, 1000, 2000, 5000};
    private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private long startedAt;
    private int next;
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

    /** One announcement has been sent. */
    void sent(long now) {
        next++;
        dueAt = next < AFTER_MILLIS.length
                ? startedAt + TimeUnit.MILLISECONDS.toNanos(AFTER_MILLIS[next])
                : now + REPEAT_NANOS;
    }
}
