package tandem.core.balance;

/**
 * What one member's responses took lately: rises at once with a slow one, falls with quick ones and with time, by half in seven
 * seconds, so that a member that was slow is tried again. Any thread.
 */
final class AnswerTime {
    private static final double DECAY_NANOS = 1e10;
    /** What is quicker than this is as good as this: there chance and load decide. */
    private static final double LEAST_NANOS = 1e5;

    private double nanos;
    private long atNanos;

    synchronized void add(long took, long nowNanos) {
        double kept = kept(nowNanos);
        double before = nanos;
        nanos = took > before * kept ? took : before * kept + took * (1 - kept);
        atNanos = nowNanos;
    }

    /** Nanoseconds, at least a tenth of a millisecond. */
    synchronized double expected(long nowNanos) {
        return Math.max(LEAST_NANOS, nanos * kept(nowNanos));
    }

    private double kept(long nowNanos) {
        return Math.exp(-Math.max(0, nowNanos - atNanos) / DECAY_NANOS);
    }
}
