package tandem.proxy;

import java.time.Duration;
import tandem.core.config.ClientLimits;

/**
 * Measures how long one request's client keeps this node waiting: a body or a response may take any time as long as enough of it
 * moves in the time that is spent waiting for the client. One I/O thread.
 */
final class ClientPace {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final long graceNanos;
    private final long bytesASecond;
    private long waitedNanos;
    private long waitingSinceNanos;
    private boolean waiting;

    ClientPace(ClientLimits limits) {
        this.graceNanos = limits.minRateGrace().toNanos();
        this.bytesASecond = limits.minRate().bytes();
    }

    void begin() {
        waiting = false;
        waitedNanos = 0;
    }

    /** Somebody else is waited for from now on. */
    void stopped(long nowNanos) {
        if (waiting) {
            waiting = false;
            waitedNanos += nowNanos - waitingSinceNanos;
        }
    }

    /**
     * The client is waited for from now on.
     *
     * @param moved bytes that went to or came from the client so far
     * @param idle how long it may be silent altogether
     * @return how many nanoseconds it may let pass
     */
    long patience(long nowNanos, long moved, Duration idle) {
        stopped(nowNanos);
        waiting = true;
        waitingSinceNanos = nowNanos;
        if (bytesASecond == 0) {
            return idle.toNanos();
        }
        long earned = moved / bytesASecond * SECOND_NANOS;
        return Math.min(idle.toNanos(), Math.max(0, graceNanos + earned - waitedNanos));
    }
}
