package tandem.proxy.http2;

/**
 * How much of something cheap to send and dear to take one client may still do: grows with time and with what the client does in
 * earnest, up to a most. One connection, one thread.
 */
final class Allowance {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int most;
    private final int aSecond;
    private int left;
    private long grownNanos;

    /** Full at first. */
    Allowance(int most, int aSecond, long nowNanos) {
        this.most = most;
        this.aSecond = aSecond;
        this.left = most;
        this.grownNanos = nowNanos;
    }

    /** Takes one; false if none is left. */
    boolean take(long nowNanos) {
        if (left == 0) {
            grow(nowNanos);
        }
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }

    /** How many are left, but for what time has added meanwhile. */
    int left() {
        return left;
    }

    private void grow(long nowNanos) {
        long grown = (nowNanos - grownNanos) / (SECOND_NANOS / aSecond);
        if (grown > 0) {
            grownNanos = nowNanos;
            left = (int) Math.min(most, grown);
        }
    }

    /** The client did something in earnest. */
    void give(int more) {
        left = Math.min(most, left + more);
    }
}
