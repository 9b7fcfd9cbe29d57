package tandem.core.registration;

import java.net.InetAddress;

/** What a desk has to know of its node. Any thread; nothing blocks. */
public interface McmpNode {
    /** The balancer of the configuration that a member with this wish belongs to; empty if there is none for it. */
    String balancer(String wish);

    /** Whether members may be reached at this address. */
    boolean allows(InetAddress address);

    /** Whether a member serves, as far as this node's checks and traffic know. */
    boolean up(Registration member);

    /** Requests in flight on a member, on every node. */
    int inFlight(Registration member);

    /** How many members may be registered. */
    int most();

    long epochMillis();

    long nanos();
}
