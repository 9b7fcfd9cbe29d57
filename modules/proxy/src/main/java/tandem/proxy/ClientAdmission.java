package tandem.proxy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import tandem.core.config.ClientLimits;
import tandem.core.port.NodeClock;
import tandem.core.text.Paced;

/**
 * Counts connected clients, all and by address, and refuses those that are too many: before anything is read of them and before
 * a TLS handshake. Neighbours of IPv6 (one /64) count as one address. Any thread.
 */
final class ClientAdmission {
    private static final Logger LOG = LoggerFactory.getLogger(ClientAdmission.class);
    private static final int PREFIX_BYTES = 8;
    private static final int RESERVED_FILES = 200;

    private final int most;
    private final int mostPerAddress;
    private final NodeClock clock;
    private final AtomicInteger all = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final Paced paced = new Paced();

    /**
     * Counts from zero.
     *
     * @param openFiles how many files this process may open; a quarter of them is kept for members and everything else, because a
     *     process that may open no more accepts nobody for up to 16 s
     */
    ClientAdmission(ClientLimits limits, NodeClock clock, long openFiles) {
        this.most = (int) Math.min(limits.connections(), Math.max(1, (openFiles - RESERVED_FILES) * 3 / 4));
        if (most < limits.connections()) {
            LOG.warn(
                    "this process may open {} files, so {} clients can be connected at once rather than the {} of"
                            + " client-limits.connections; raise LimitNOFILE or ulimit -n",
                    openFiles,
                    most,
                    limits.connections());
        }
        this.mostPerAddress = limits.connectionsPerAddress();
        this.clock = clock;
    }

    /** Lets connections through to a listener or closes them; counted are those that pass until they close. */
    ChannelListener<StreamConnection> before(ChannelListener<? super StreamConnection> acceptor) {
        return connection -> {
            InetAddress source = source(connection);
            if (!enter(source)) {
                IoUtils.safeClose(connection);
                return;
            }
            acceptor.handleEvent(connection);
            if (connection.isOpen()) {
                watch(connection, source);
            } else {
                leave(source);
            }
        };
    }

    private void watch(StreamConnection connection, InetAddress source) {
        ChannelListener<? super StreamConnection> before = connection.getCloseListener();
        connection.setCloseListener(closing -> {
            leave(source);
            if (before != null) {
                before.handleEvent(closing);
            }
        });
    }

    /** How many were refused so far. */
    int refused() {
        return refused.get();
    }

    private static InetAddress source(StreamConnection connection) {
        InetAddress address =
                connection.getPeerAddress(java.net.InetSocketAddress.class).getAddress();
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] prefix = Arrays.copyOf(Arrays.copyOf(address.getAddress(), PREFIX_BYTES), 16);
        try {
            return InetAddress.getByAddress(prefix);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }

    boolean enter(InetAddress source) {
        if (all.incrementAndGet() > most) {
            all.decrementAndGet();
            refuse("clients are refused: client-limits.connections (" + most + ") are connected");
            return false;
        }
        if (byAddress.merge(source, 1, Integer::sum) > mostPerAddress) {
            leave(source);
            refuse("connections of " + source.getHostAddress()
                    + " are refused: it has client-limits.connections-per-address (" + mostPerAddress + ")");
            return false;
        }
        return true;
    }

    private void refuse(String sentence) {
        refused.incrementAndGet();
        if (paced.pass(sentence, clock.nanos())) {
            LOG.warn(sentence);
        }
    }

    void leave(InetAddress source) {
        all.decrementAndGet();
        byAddress.compute(source, (address, count) -> count == null || count == 1 ? null : count - 1);
    }
}
