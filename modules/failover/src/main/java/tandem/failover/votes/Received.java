package tandem.failover.votes;

import tandem.failover.lease.LeaseMessage;

/** What came in by the {@link VoteLink}. */
public sealed interface Received {
    String group();

    /**
     * A message that the voter sent in its present life to this one, for the first time.
     *
     * @param from the voter; another one than this
     * @param group of virtual addresses whose lease it is about
     */
    record Heard(String from, String group, LeaseMessage message) implements Received {}

    /**
     * A line in clear text, as the guard of a dead node sends it. Anybody may have sent it: only the nonce proves it.
     *
     * @param node the voter whose promise is to end
     * @param group of virtual addresses that was promised
     * @param term of the promise, above 0
     * @param nonce 64 hexadecimal digits in lower case
     */
    record Release(String node, String group, long term, String nonce) implements Received {}
}
