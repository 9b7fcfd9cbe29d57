package tandem.proxy.http2;

/**
 * What one client may do that costs it little and this node more: end streams early, by itself (CVE-2023-44487) or by making
 * this node do it (CVE-2025-8671), and send frames that move nothing. What it does in earnest earns more. One connection, one
 * thread.
 */
final class Budget {
    /** A browser that leaves a page ends all its streams at once. */
    static final int RESETS = 200;

    static final int RESETS_A_SECOND = 10;
    static final int CONTROLS = 2000;
    static final int CONTROLS_A_SECOND = 100;
    private static final int FEW = 8;
    private static final int EARNED_BY_REQUEST = 8;
    private static final int EARNED_BY_DATA = 2;

    private final Allowance resets;
    private final Allowance controls;
    private long nowNanos;

    Budget(long nowNanos) {
        this.nowNanos = nowNanos;
        this.resets = new Allowance(RESETS, RESETS_A_SECOND, nowNanos);
        this.controls = new Allowance(CONTROLS, CONTROLS_A_SECOND, nowNanos);
    }

    /** What time it is. */
    void now(long atNanos) {
        nowNanos = atNanos;
    }

    /** A frame that moves nothing. */
    void control() throws ConnectionFault {
        if (!controls.take(nowNanos)) {
            throw new ConnectionFault(Reason.CONTROL_FLOOD, "too many frames that move nothing");
        }
    }

    /** A stream is ended early, or refused. */
    void reset() throws ConnectionFault {
        if (!resets.take(nowNanos)) {
            throw new ConnectionFault(Reason.RESET_FLOOD, "too many streams that end early");
        }
    }

    /** Whether few streams ended early of late, measured by those that were answered. */
    boolean calm() {
        return resets.left() >= RESETS - FEW;
    }

    /** A request came. */
    void asked() {
        controls.give(EARNED_BY_REQUEST);
    }

    /** A response is sent to its end. */
    void answered() {
        resets.give(1);
    }

    /** A frame of a body was sent, for which the client opens two windows. */
    void sentData() {
        controls.give(EARNED_BY_DATA);
    }
}
