package tandem.failover;

/** An order to the VIP thread. Carried out in order. */
sealed interface VipCommand {
    /**
     * Show every address, or none.
     *
     * @param probe whether to ask first whether somebody else answers
     * @param orderedAt when it was ordered; an order that waited too long is refused
     */
    record Take(long term, boolean probe, long orderedAt) implements VipCommand {}

    record Hide() implements VipCommand {}

    /** Announce again from the beginning of the schedule. */
    record Announce() implements VipCommand {}
}
