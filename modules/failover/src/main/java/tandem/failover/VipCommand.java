package tandem.failover;

/** An order to the VIP thread. Carried out in order, except that hiding passes everything that waits. */
sealed interface VipCommand {
    /**
     * Let the kernel show the addresses within the fence's arming time, and give the guard the nonce that frees the votes for this
     * term. Ordered before the votes are asked for.
     *
     * @param nonce one-time proof that this node no longer holds them, as hexadecimal digits
     * @param probe whether to ask the segment meanwhile whether somebody else has them; the take hears the answer
     */
    record Arm(long term, String nonce, boolean probe) implements VipCommand {}

    /**
     * Show every address, or none.
     *
     * @param latestNanos by when they must be shown; later they are hidden again and the take is refused
     */
    record Take(long term, long latestNanos) implements VipCommand {}

    /**
     * Keep the addresses for one more fence time.
     *
     * @param latestNanos by when that must have happened; later they are hidden
     */
    record Renew(long term, long latestNanos) implements VipCommand {}

    record Hide() implements VipCommand {}

    /**
     * Hide the addresses from the segment, but keep them for the connections that there are; plainly hide where that fails.
     *
     * @param keepNanos after which the kernel ends it by itself
     */
    record Park(long keepNanos) implements VipCommand {}

    /** End that: what was kept is removed. */
    record Unpark() implements VipCommand {}

    /** Announce again from the beginning of the schedule. */
    record Announce() implements VipCommand {}

    /** Something outside has changed that may concern the addresses: look, and repair. */
    record Look(String why) implements VipCommand {}
}
