package tandem.proxy;

import tandem.core.config.ClientTimeouts;
import tandem.proxy.http2.Session;

/**
 * How long one HTTP/2 connection may go on as it is. What single streams wait for is not its concern: {@link Patience} has that. One
 * I/O thread.
 */
final class Http2Patience {
    private static final long DRAIN_NANOS = 1_000_000_000L;
    private static final long NONE = Long.MAX_VALUE;

    /** What has lasted too long. */
    enum Lapse {
        NOTHING,
        /** The client has begun a head, the preface or a small frame, and does not end it. */
        HEAD,
        /** Nothing is asked. */
        IDLE,
        /** The client takes nothing. */
        STUCK,
        /** The client was told to come by another connection, and does not say that it knows. */
        DRAIN
    }

    private final long headNanos;
    private final long keepAliveNanos;
    private final long idleNanos;
    private long head;
    private int headUnit = -1;
    private long idle;
    private boolean idling;
    private long stuck;
    private long stuckAt = -1;
    private long drain;
    private boolean draining;

    Http2Patience(ClientTimeouts timeouts) {
        this.headNanos = timeouts.requestHead().toNanos();
        this.keepAliveNanos = timeouts.keepAlive().toNanos();
        this.idleNanos = timeouts.idle().toNanos();
    }

    /** Looks at how things stand; returns in how many nanoseconds to look again at the latest. */
    long look(long nowNanos, Session session, Http2Outbox outbox) {
        int unit = session.withinHead() ? session.units() : -1;
        if (unit != headUnit) {
            headUnit = unit;
            head = nowNanos;
        }
        boolean empty = session.open() == 0;
        if (empty != idling) {
            idling = empty;
            idle = nowNanos;
        }
        long flushed = outbox.blocked() ? outbox.flushed() : -1;
        if (flushed != stuckAt) {
            stuckAt = flushed;
            stuck = nowNanos;
        }
        boolean told = session.draining() && !session.ending();
        if (told != draining) {
            draining = told;
            drain = nowNanos;
        }
        return Math.min(
                Math.min(left(headUnit >= 0, head, headNanos, nowNanos), left(idling, idle, keepAliveNanos, nowNanos)),
                Math.min(left(stuckAt >= 0, stuck, idleNanos, nowNanos), left(draining, drain, DRAIN_NANOS, nowNanos)));
    }

    private static long left(boolean lasts, long since, long limit, long now) {
        return lasts ? limit - (now - since) : NONE;
    }

    /** What has lasted too long by now. */
    Lapse lapse(long nowNanos) {
        if (left(headUnit >= 0, head, headNanos, nowNanos) <= 0) {
            return Lapse.HEAD;
        }
        if (left(stuckAt >= 0, stuck, idleNanos, nowNanos) <= 0) {
            return Lapse.STUCK;
        }
        if (left(draining, drain, DRAIN_NANOS, nowNanos) <= 0) {
            return Lapse.DRAIN;
        }
        return left(idling, idle, keepAliveNanos, nowNanos) <= 0 ? Lapse.IDLE : Lapse.NOTHING;
    }
}
