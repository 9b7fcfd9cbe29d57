package tandem.failover;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The longest time between two events, beside the longest by which a sleeping thread of this process woke too late. */
public final class Gaps {
    private final long everyNanos;
    private long last;
    private long longest;
    private long count;
    private volatile long latest;

    /** @param everyNanos how often the machine is asked for a thread */
    public Gaps(long everyNanos) {
        this.everyNanos = everyNanos;
        Thread.ofPlatform().daemon().start(this::watchTheMachine);
    }

    public synchronized void event() {
        long now = System.nanoTime();
        if (count++ > 0) {
            longest = Math.max(longest, now - last);
        }
        last = now;
    }

    /** Forgets what was. */
    public synchronized void restart() {
        count = 0;
        longest = 0;
        latest = 0;
    }

    /** {@code events=N longest=MS late=MS}. */
    public synchronized String text() {
        return "events=" + count + " longest=" + millis(longest) + " late=" + millis(latest);
    }

    private void watchTheMachine() {
        while (true) {
            long asleep = System.nanoTime();
            LockSupport.parkNanos(everyNanos);
            latest = Math.max(latest, System.nanoTime() - asleep - everyNanos);
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** One of the numbers in such a text. */
    public static long number(String text, String name) {
        int at = text.indexOf(name + "=");
        if (at < 0) {
            throw new IllegalArgumentException("no " + name + " in: " + text);
        }
        return Long.parseLong(text.substring(at + name.length() + 1).split("\\s", 2)[0]);
    }
}
