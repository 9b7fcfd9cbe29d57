package tandem.core.balance;

/**
 * How one member has behaved lately, as {@link Outliers} judges it. Under the lock of the {@link Schedule}, but for
 * {@link #troubled} and the pace, which the threads that carry requests look at.
 */
final class Conduct {
    /** Whether something is remembered that a good answer ends. */
    volatile boolean troubled;

    /** Failures in a row. */
    int failures;
    /** How often it was left out in a row, less what it has made up for. */
    int times;

    boolean out;
    /** Back, and has not answered well since. */
    boolean onTrial;
    /** When it was left out, or came back. */
    long sinceNanos;

    long forNanos;
    String reason = "";
    /** Why it is not left out though it should be; empty if it need not be. */
    String spared = "";

    private int responses;
    private double logs;

    /** A response of it began, this long after its request was sent on. Any thread. */
    synchronized void answered(long nanos) {
        responses++;
        logs += Math.log(Math.max(1, nanos));
    }

    /** The geometric mean in nanoseconds since this was last asked; 0 for fewer responses than these. Any thread. */
    synchronized double takePace(int least) {
        double typical = responses < least ? 0 : Math.exp(logs / responses);
        responses = 0;
        logs = 0;
        return typical;
    }

    /** It answered well, or all is forgotten. */
    void clear() {
        failures = 0;
        onTrial = false;
        spared = "";
        troubled = false;
    }

    /** Leaves it out; each time in a row longer. */
    void leave(String why, long baseNanos, long longestNanos, long nowNanos) {
        long madeUp = times == 0 ? 0 : (nowNanos - sinceNanos) / baseNanos;
        long most = longestNanos / baseNanos + 1;
        times = (int) Math.min(most, Math.max(0, times - madeUp) + 1);
        clear();
        out = true;
        reason = why;
        sinceNanos = nowNanos;
        forNanos = Math.min(longestNanos, baseNanos * times);
    }

    /** How long it is still left out; at most 0 once it may return. */
    long leftNanos(long nowNanos) {
        return forNanos - (nowNanos - sinceNanos);
    }

    /** Its time is over. */
    void comeBack(long nowNanos) {
        out = false;
        onTrial = true;
        troubled = true;
        sinceNanos = nowNanos;
    }
}
