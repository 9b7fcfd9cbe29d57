package tandem.failover.votes;

/**
 * One datagram between two voters, apart from their names.
 *
 * @param senderLife a random number that the sender drew when it started, not 0
 * @param receiverLife the receiver's, as far as the sender knows; 0 if it does not
 * @param sequence counts what the sender sends to this receiver in its life, from 1
 */
record Datagram(long senderLife, long receiverLife, long sequence, Content content) {}
