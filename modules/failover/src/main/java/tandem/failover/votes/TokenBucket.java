package tandem.failover.votes;

import java.util.concurrent.TimeUnit;

/** Lets so many a second pass, and as many at once. Not thread-safe. */
final class TokenBucket {
    private final long perToken;
    private final long full;
    private long filled;
    private long atNanos;

    /** @param perSecond at least 1 */
    TokenBucket(int perSecond, long nowNanos) {
        this.full = TimeUnit.SECONDS.toNanos(1);
        this.perToken = full / perSecond;
        this.filled = full;
        this.atNanos = nowNanos;
    }

    boolean take(long nowNanos) {
        filled = Math.min(full, filled + Math.min(full, Math.max(0, nowNanos - atNanos)));
        atNanos = nowNanos;
        if (filled < perToken) {
            return false;
        }
        filled -= perToken;
        return true;
    }
}
