package tandem.failover;

import java.util.concurrent.TimeUnit;

/** The longest time between two events, beside the longest for which the machine kept a thread of this process waiting. */
public final class Gaps {
    private final Stalls stalls;
    private long last;
    private long longest;
    private long count;

    /** @param everyNanos how often the machine is asked for a thread */
    public Gaps(long everyNanos) {
        this(everyNanos, "");
    }

    /** @param threads how the names of threads begin that run by now, and whose waits for a processor count; empty: none */
    public Gaps(long everyNanos, String threads) {
        this.stalls = new Stalls(everyNanos, threads);
    }

    public synchronized void event() {
        long now = System.nanoTime();
        if (count++ > 0) {
            longest = Math.max(longest, now - last);
        }
        last = now;
    }

    /** Lets the thread that causes the events sleep until the next is due; by how much it wakes too late counts. */
    public void pause() {
        stalls.pause();
    }

    /** Forgets what was. */
    public synchronized void restart() {
        count = 0;
        longest = 0;
        stalls.restart();
    }

    /** {@code events=N longest=MS late=MS}. */
    public synchronized String text() {
        return "events=" + count + " longest=" + millis(longest) + " late=" + millis(stalls.longestNanos());
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
