package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.tls.ClientTls;

/**
 * Hands each connection of one listener to the front whose protocol its client speaks: what was agreed on by ALPN under TLS; in clear
 * text, HTTP/2 where the client begins with its preface (RFC 9113 section 3.3), never by an upgrade. Any I/O thread.
 */
final class ProtocolChoice implements ChannelListener<StreamConnection> {
    private static final Logger LOG = LoggerFactory.getLogger(ProtocolChoice.class);
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Http1OpenListener http1;
    private final Http2Front http2;

    ProtocolChoice(Http1OpenListener http1, Http2Front http2) {
        this.http1 = http1;
        this.http2 = http2;
    }

    @Override
    @RunsOn(Lane.IO)
    public void handleEvent(StreamConnection connection) {
        ClientTls tls = ClientTls.of(connection);
        if (tls == null) {
            new FirstBytes(http2.loops().of(connection.getIoThread()), connection).start();
        } else if (tls.http2()) {
            http2.open(connection, null);
        } else {
            http1.handleEvent(connection);
        }
    }

    /** Waits until what a client sends first is the preface or cannot become it. */
    private final class FirstBytes extends Deadlines.Timed implements IoLoop.Client {
        private final IoLoop loop;
        private final StreamConnection connection;
        private final ClientConnection client;
        private final ByteBuffer bytes = ByteBuffer.allocate(PREFACE.length);
        private boolean over;

        FirstBytes(IoLoop loop, StreamConnection connection) {
            this.loop = loop;
            this.connection = connection;
            this.client = ClientConnection.of(connection, http2.listener());
        }

        void start() {
            loop.joined(this);
            loop.deadlines().add(this);
            arm(loop.nanos() + http2.timeouts().requestHead().toNanos());
            connection.setCloseListener(closing -> end());
            connection.getSourceChannel().setReadListener(c -> readable());
            connection.getSourceChannel().resumeReads();
        }

        private void readable() {
            if (over) {
                return;
            }
            try {
                int read = connection.getSourceChannel().read(bytes);
                if (read < 0) {
                    close();
                } else if (read > 0) {
                    look();
                }
            } catch (IOException e) {
                LOG.debug("client {} went away: {}", client.addressText(), e.getMessage());
                close();
            }
        }

        private void look() {
            int same = 0;
            while (same < bytes.position() && bytes.get(same) == PREFACE[same]) {
                same++;
            }
            boolean differs = same < bytes.position();
            if (!differs && same < PREFACE.length) {
                return;
            }
            end();
            handOver(differs);
        }

        private void handOver(boolean toHttp1) {
            bytes.flip();
            Closings.hand(
                    connection,
                    channel -> {
                        if (toHttp1) {
                            http1.open(channel, bytes);
                        } else {
                            http2.open(channel, bytes);
                        }
                    },
                    () -> {});
        }

        private void end() {
            if (!over) {
                over = true;
                loop.deadlines().remove(this);
                loop.left(this);
            }
        }

        @Override
        void expired(long nowNanos) {
            close();
        }

        @Override
        public ClientConnection client() {
            return client;
        }

        @Override
        public boolean busy() {
            return false;
        }

        @Override
        public void close() {
            end();
            IoUtils.safeClose(connection);
        }
    }
}
