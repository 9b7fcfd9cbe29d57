package tandem.failover.votes;

import tandem.failover.lease.LeaseMessage;

/** What a datagram says. */
sealed interface Content {
    /**
     * Makes two lives known to each other, and shows that the sender is there.
     *
     * @param challenge a random number that the receiver's greeting is to repeat, 0 for none
     * @param echo the receiver's challenge, 0 for none
     */
    record Greet(long challenge, long echo) implements Content {}

    /** @param group of virtual addresses whose lease it is about */
    record Lease(String group, LeaseMessage message) implements Content {}
}
