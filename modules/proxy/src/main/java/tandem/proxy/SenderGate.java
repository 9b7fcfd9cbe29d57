package tandem.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import tandem.core.config.ProxyProtocolConfig;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.core.text.Paced;
import tandem.proxy.SenderMetrics.Beginning;
import tandem.proxy.origin.Origin;
import tandem.proxy.origin.ProxyHeaderReader;

/**
 * Takes the header of the PROXY protocol off connections of those who may send one, and closes those of others; before TLS.
 * From then on the client is whom the header names, and it counts as that. One instance a listener. Any I/O thread.
 */
final class SenderGate implements ChannelListener<StreamConnection> {
    private static final Logger LOG = LoggerFactory.getLogger(SenderGate.class);

    private final String listener;
    private final ProxyProtocolConfig config;
    private final IoLoops loops;
    private final ClientAdmission admission;
    private final SenderMetrics metrics;
    private final ChannelListener<StreamConnection> next;
    private final Paced paced = new Paced();

    SenderGate(
            String listener,
            ProxyProtocolConfig config,
            IoLoops loops,
            ClientAdmission admission,
            SenderMetrics metrics,
            ChannelListener<StreamConnection> next) {
        this.listener = listener;
        this.config = config;
        this.loops = loops;
        this.admission = admission;
        this.metrics = metrics;
        this.next = next;
    }

    @Override
    @RunsOn(Lane.IO)
    public void handleEvent(StreamConnection connection) {
        InetAddress peer = connection.getPeerAddress(InetSocketAddress.class).getAddress();
        if (config.isDirect(peer)) {
            admission.before(next).handleEvent(connection);
        } else if (config.trusts(peer)) {
            admission.amongAll(this::read).handleEvent(connection);
        } else {
            metrics.began(Beginning.REFUSED);
            IoUtils.safeClose(connection);
            warn(connection, peer.getHostAddress() + " is closed: it is in no network of proxy-protocol.from");
        }
    }

    private void warn(StreamConnection connection, String sentence) {
        String line = "a connection to listener " + listener + " from " + sentence;
        if (paced.pass(line, loops.of(connection.getIoThread()).nanos())) {
            LOG.warn(line);
        }
    }

    private void read(StreamConnection connection) {
        new Reading(loops.of(connection.getIoThread()), connection).start(config.timeout());
    }

    private final class Reading extends Deadlines.Timed implements IoLoop.Client {
        private final IoLoop loop;
        private final StreamConnection connection;
        private final ClientConnection sender;
        private final ProxyHeaderReader header = new ProxyHeaderReader();
        private boolean over;

        Reading(IoLoop loop, StreamConnection connection) {
            this.loop = loop;
            this.connection = connection;
            this.sender = ClientConnection.of(connection, listener);
        }

        void start(Duration patience) {
            loop.joined(this);
            loop.deadlines().add(this);
            arm(loop.nanos() + patience.toNanos());
            connection.getSourceChannel().setReadListener(channel -> readable());
            connection.getSourceChannel().resumeReads();
            readable();
        }

        private void readable() {
            try {
                while (!over) {
                    int read = connection.getSourceChannel().read(header.room());
                    if (read == 0) {
                        return;
                    }
                    if (read < 0) {
                        end(Beginning.GONE);
                        return;
                    }
                    came(read);
                }
            } catch (IOException e) {
                LOG.debug("{} went away: {}", sender.addressText(), e.getMessage());
                end(Beginning.GONE);
            }
        }

        private void came(int read) {
            switch (header.came(read)) {
                case MORE -> {
                    // the rest is to come
                }
                case COMPLETE -> pass(header.origin());
                case BAD -> {
                    end(Beginning.MALFORMED);
                    warn(connection, sender.addressText() + " is closed: " + header.reason());
                }
            }
        }

        private void pass(Origin origin) {
            leave();
            connection.getSourceChannel().suspendReads();
            connection.getSourceChannel().setReadListener(null);
            metrics.began(origin.client() == null ? Beginning.SENDER : Beginning.ACCEPTED);
            origin.mark(connection);
            InetSocketAddress client = origin.client();
            admission.let(connection, client == null ? sender.address() : client.getAddress(), next);
        }

        @Override
        void expired(long nowNanos) {
            end(Beginning.LATE);
        }

        private void end(Beginning beginning) {
            if (!over) {
                metrics.began(beginning);
                close();
            }
        }

        @Override
        public void close() {
            if (!over) {
                leave();
                IoUtils.safeClose(connection);
            }
        }

        private void leave() {
            over = true;
            loop.deadlines().remove(this);
            loop.left(this);
        }

        @Override
        public ClientConnection client() {
            return sender;
        }

        @Override
        public boolean busy() {
            return false;
        }
    }
}
