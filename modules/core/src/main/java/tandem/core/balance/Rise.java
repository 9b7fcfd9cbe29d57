package tandem.core.balance;

/**
 * How far a member that came up beside others has come to its full weight. Under the lock of the {@link Schedule}.
 */
final class Rise {
    private static final int STEPS = 20;
    /** Per cent of its weight that a member begins with. */
    private static final int FIRST_PERCENT = 10;

    private boolean up;
    private boolean beside;
    private long sinceNanos;

    /**
     * Notes whether the member may carry requests.
     *
     * @param others whether others carried requests before: those that are there from the beginning begin in full
     */
    void seen(boolean usable, boolean others, long nowNanos) {
        if (usable && !up) {
            beside = others;
            sinceNanos = nowNanos;
        }
        up = usable;
    }

    /**
     * Whether its full weight does not count yet.
     *
     * @param wholeNanos how long its rise takes; 0 for none
     */
    boolean under(long wholeNanos, long nowNanos) {
        return up && beside && nowNanos - sinceNanos < wholeNanos;
    }

    /** What counts, where {@link #under}: from a tenth on, in steps. */
    int weight(int full, long wholeNanos, long nowNanos) {
        long percent = FIRST_PERCENT + (100 - FIRST_PERCENT) * step(wholeNanos, nowNanos) / STEPS;
        return (int) Math.max(1, full * percent / 100);
    }

    /** How long until more counts, where {@link #under}. */
    long nextStepNanos(long wholeNanos, long nowNanos) {
        long next = (step(wholeNanos, nowNanos) + 1) * wholeNanos / STEPS;
        return Math.max(1, next - (nowNanos - sinceNanos));
    }

    private long step(long wholeNanos, long nowNanos) {
        return (long) ((double) (nowNanos - sinceNanos) / wholeNanos * STEPS);
    }

    /** Brings back what is known now. */
    Runnable kept() {
        boolean oldUp = up;
        boolean oldBeside = beside;
        long oldSince = sinceNanos;
        return () -> {
            up = oldUp;
            beside = oldBeside;
            sinceNanos = oldSince;
        };
    }
}
