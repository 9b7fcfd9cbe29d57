package tandem.core.port;

import java.net.InetAddress;
import java.util.SortedSet;

/**
 * The ports that clients connect to, which the VIP provider {@code bind} opens and closes on a virtual address. Implemented by
 * proxy. Called on the VIP thread but where it says otherwise; may block briefly.
 */
public interface VipListeners {
    /** Listens on the address at every listener's port; done only if all could be bound; otherwise refused with address, port and reason. */
    Outcome open(InetAddress vip);

    /** Stops listening there; established connections live on. Does nothing if it is not open. */
    void close(InetAddress vip);

    /** Every listener's port at the moment; any thread. */
    SortedSet<Integer> ports();
}
