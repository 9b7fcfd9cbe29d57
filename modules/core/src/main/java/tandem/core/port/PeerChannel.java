package tandem.core.port;

import java.util.function.Consumer;

/**
 * Bytes to the other nodes over the authenticated and encrypted election link, behind everything that the election has to say.
 * Nothing is repeated or acknowledged. Implemented by failover. Any thread; nothing blocks.
 */
public interface PeerChannel {
    /** The longest message; what is longer is not sent. */
    int MOST_BYTES = 1_000_000;

    /** Sends to every other node that is in the view; of those that wait for a node the oldest give way. */
    void broadcast(byte[] bytes);

    /** Has this hear every message that comes, on the link's threads; must not block. Called once. */
    void listen(Consumer<byte[]> ear);
}
