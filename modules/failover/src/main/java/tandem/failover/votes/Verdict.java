package tandem.failover.votes;

import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about an authentic datagram.
 *
 * @param lease to be passed on
 * @param drop why it is not accepted
 * @param reply to be sent
 */
record Verdict(
        Content.@Nullable Lease lease,
        @Nullable Drop drop,
        @Nullable Reply reply) {
    /** Nothing: it has done what it is for. */
    static final Verdict DONE = new Verdict(null, null, null);

    static final Verdict REPLAY = new Verdict(null, Drop.REPLAY, null);

    /**
     * A greeting for whoever sent the datagram, which may not be the voter's present life.
     *
     * @param toLife the datagram's sender's
     * @param key the key that signed the datagram
     */
    record Reply(long toLife, SecretKey key, Content.Greet greet) {}
}
