package tandem.failover.votes;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.text.Paced;

/**
 * One path to one voter, with a socket of its own: datagrams that wait in the kernel for an answer to ARP fill this socket's
 * buffer and no other. Never waits: what cannot be sent at once is left off. For one thread, but for where it leads.
 */
final class OutgoingPath implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingPath.class);
    private static final int NETWORK_CONTROL = 0xC0;

    private final String voter;
    private final InetAddress own;
    private volatile InetSocketAddress peer;
    private final NodeClock clock;
    private final Paced warnings = new Paced();
    private @Nullable DatagramChannel channel;

    OutgoingPath(String voter, InetAddress own, InetSocketAddress peer, NodeClock clock) {
        this.voter = voter;
        this.own = own;
        this.peer = peer;
        this.clock = clock;
    }

    /** Where it leads; any thread. */
    InetAddress peer() {
        return peer.getAddress();
    }

    /** The voter proved to be there; any thread. */
    void follow(InetAddress there) {
        InetSocketAddress before = peer;
        peer = new InetSocketAddress(there, before.getPort());
        LOG.warn(
                "{} is at {} and not at {}, as this node's file says; votes go there, until a restart by the file",
                voter,
                there.getHostAddress(),
                before.getAddress().getHostAddress());
    }

    void send(ByteBuffer datagram) {
        send(datagram, peer);
    }

    /** Sends elsewhere, once. */
    void send(ByteBuffer datagram, InetAddress there) {
        send(datagram, new InetSocketAddress(there, peer.getPort()));
    }

    private void send(ByteBuffer datagram, InetSocketAddress to) {
        try {
            DatagramChannel open = channel;
            if (open == null) {
                open = open(new InetSocketAddress(own, 0));
                open.configureBlocking(false);
                channel = open;
            }
            if (open.send(datagram, to) == 0) {
                warn("the kernel's buffer for it is full");
            }
        } catch (IOException e) {
            warn(String.valueOf(e.getMessage()));
        }
    }

    /** A socket for vote datagrams, bound to an address. */
    static DatagramChannel open(InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open(
                address.getAddress() instanceof Inet4Address
                        ? StandardProtocolFamily.INET
                        : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.IP_TOS, NETWORK_CONTROL);
            channel.bind(address);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void warn(String cause) {
        if (warnings.pass(cause, clock.nanos())) {
            LOG.warn(
                    "a vote datagram from {} to {} at {} was left off: {}; more of these are not told for a minute",
                    own.getHostAddress(),
                    voter,
                    peer.getAddress().getHostAddress(),
                    cause);
        }
    }

    @Override
    public void close() {
        DatagramChannel open = channel;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("closing the socket to {}: {}", voter, e.toString());
            }
        }
    }
}
