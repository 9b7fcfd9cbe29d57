package tandem.proxy;

/** Lets one in 10 s pass of what may happen at every request, for the log. One thread. */
final class Seldom {
    private static final long PAUSE_NANOS = 10_000_000_000L;

    private boolean passed;
    private long passedAtNanos;

    /** Whether it is to be said now. */
    boolean passes(long nowNanos) {
        boolean passes = !passed || nowNanos - passedAtNanos >= PAUSE_NANOS;
        if (passes) {
            passed = true;
            passedAtNanos = nowNanos;
        }
        return passes;
    }
}
