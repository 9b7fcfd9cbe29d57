package tandem.core.port;

import java.net.InetAddress;

/**
 * Lets the VIP provider {@code bind} open and close the node's listening ports on a virtual address. Implemented by proxy.
 * Called on the VIP thread; may block briefly.
 */
public interface VipListeners {
    /** Listens on the address at every listener's port; done only if all could be bound; otherwise refused with address, port and reason. */
    Outcome open(InetAddress vip);

    /** Stops listening there; established connections live on. Does nothing if it is not open. */
    void close(InetAddress vip);
}
