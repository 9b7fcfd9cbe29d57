package tandem.proxy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
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

    private final OpenFiles files;
    private final NodeClock clock;
    private final AtomicInteger all = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final Paced paced = new Paced();
    private volatile Limits limits;

    private record Limits(int most, int mostPerAddress) {}

    /**
     * Counts from zero.
     *
     * @param files where clients count too, and what they may have of it: a process that may open no more accepts nobody for up to
     *     16 s
     */
    ClientAdmission(ClientLimits limits, NodeClock clock, OpenFiles files) {
        this.files = files;
        this.clock = clock;
        this.limits = within(limits);
    }

    /** What counts from now on; who is connected stays. */
    void limit(ClientLimits next) {
        limits = within(next);
    }

    private Limits within(ClientLimits wanted) {
        int most = (int) Math.min(wanted.connections(), files.clients());
        if (most < wanted.connections()) {
            LOG.warn(
                    "this process may open {} files, so {} clients can be connected at once rather than the {} of"
                            + " client-limits.connections; raise LimitNOFILE or ulimit -n",
                    files.limit(),
                    most,
                    wanted.connections());
        }
        return new Limits(most, wanted.connectionsPerAddress());
    }

    /** Lets connections through to a listener or closes them; counted are those that pass until they close. */
    ChannelListener<StreamConnection> before(ChannelListener<? super StreamConnection> acceptor) {
        return amongAll(connection -> let(
                connection, connection.getPeerAddress(InetSocketAddress.class).getAddress(), acceptor));
    }

    /** The same, whoever they are for; {@link #let} is to be told that. */
    ChannelListener<StreamConnection> amongAll(ChannelListener<? super StreamConnection> acceptor) {
        return connection -> {
            if (enter()) {
                Closings.hand(connection, acceptor, this::leave);
            } else {
                close(connection);
            }
        };
    }

    /** Hands a connection that is counted among all to a listener, or closes it if its client has too many. */
    void let(StreamConnection connection, InetAddress client, ChannelListener<? super StreamConnection> acceptor) {
        InetAddress source = source(client);
        if (enter(source)) {
            Closings.hand(connection, acceptor, () -> leave(source));
        } else {
            close(connection);
        }
    }

    /** On another thread: on its own, XNIO asks the kernel for the events of all connections at each close. */
    private static void close(StreamConnection connection) {
        try {
            connection.getWorker().execute(() -> IoUtils.safeClose(connection));
        } catch (RejectedExecutionException e) {
            IoUtils.safeClose(connection);
        }
    }

    /** How many were refused so far. */
    int refused() {
        return refused.get();
    }

    private static InetAddress source(InetAddress address) {
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

    /** Counts one more client; false if that is too many. */
    boolean enter() {
        int most = limits.most();
        if (all.incrementAndGet() > most) {
            all.decrementAndGet();
            refuse("clients are refused: client-limits.connections (" + most + ") are connected");
            return false;
        }
        files.count(1);
        return true;
    }

    /** One is gone. */
    void leave() {
        all.decrementAndGet();
        files.count(-1);
    }

    private boolean enter(InetAddress source) {
        int mostPerAddress = limits.mostPerAddress();
        if (byAddress.merge(source, 1, Integer::sum) > mostPerAddress) {
            leave(source);
            refuse("connections of " + source.getHostAddress()
                    + " are refused: it has client-limits.connections-per-address (" + mostPerAddress + ")");
            return false;
        }
        return true;
    }

    private void leave(InetAddress source) {
        byAddress.compute(source, (address, count) -> count == null || count == 1 ? null : count - 1);
    }

    private void refuse(String sentence) {
        refused.incrementAndGet();
        if (paced.pass(sentence, clock.nanos())) {
            LOG.warn(sentence);
        }
    }
}
