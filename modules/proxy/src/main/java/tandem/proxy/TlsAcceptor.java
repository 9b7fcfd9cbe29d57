package tandem.proxy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.tls.Handshake;
import tandem.proxy.tls.NetBuffers;
import tandem.proxy.tls.ServerTls;
import tandem.proxy.tls.TlsLayer;

/** Agrees on TLS with each client of one listener and hands its connection to the front. Any I/O thread. */
final class TlsAcceptor implements ChannelListener<StreamConnection> {
    private static final Logger LOG = LoggerFactory.getLogger(TlsAcceptor.class);

    private final String listener;
    private final TlsParts tls;
    private final IoLoops loops;
    private final ChannelListener<StreamConnection> front;

    TlsAcceptor(String listener, TlsParts tls, IoLoops loops, ChannelListener<StreamConnection> front) {
        this.listener = listener;
        this.tls = tls;
        this.loops = loops;
        this.front = front;
    }

    @Override
    @RunsOn(Lane.IO)
    public void handleEvent(StreamConnection connection) {
        ServerTls server = tls.certificates().listener(listener);
        IoLoop loop = loops.of(connection.getIoThread());
        if (server == null) {
            LOG.error("listener {} has no certificates in force; a connection is closed. Please report this", listener);
            IoUtils.safeClose(connection);
            return;
        }
        new Agreeing(loop, connection, server).start(server.handshakeTimeout());
    }

    private final class Agreeing extends Deadlines.Timed implements Handshake.Told, IoLoop.Client {
        private final IoLoop loop;
        private final StreamConnection connection;
        private final ClientConnection client;
        private final Handshake handshake;

        Agreeing(IoLoop loop, StreamConnection connection, ServerTls server) {
            this.loop = loop;
            this.connection = connection;
            this.client = ClientConnection.agreeing(connection, listener);
            NetBuffers buffers = server.isNative() ? loop.directNetBuffers() : loop.netBuffers();
            this.handshake = TlsLayer.handshake(connection, server.engine(), buffers, tls.pool(), this);
        }

        void start(Duration patience) {
            loop.joined(this);
            loop.deadlines().add(this);
            arm(loop.nanos() + patience.toNanos());
            handshake.start();
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
            left();
            handshake.cancel();
        }

        private void left() {
            loop.deadlines().remove(this);
            loop.left(this);
        }

        @Override
        void expired(long nowNanos) {
            handshake.late();
        }

        @Override
        public void agreed(TlsLayer layer) {
            left();
            tls.metrics().ended(TlsMetrics.Side.CLIENT, Handshake.Ending.AGREED);
            ChannelListener<? super StreamConnection> around = connection.getCloseListener();
            front.handleEvent(connection);
            if (connection.isOpen()) {
                ChannelListener<? super StreamConnection> inner = connection.getCloseListener();
                connection.setCloseListener(closing -> closed(layer, closing, inner, around));
            } else {
                closed(layer, connection, null, around);
            }
        }

        /** The front set a close listener of its own; whoever counts connections had one before and hears of it too. */
        private static void closed(
                TlsLayer layer,
                StreamConnection closing,
                @Nullable ChannelListener<? super StreamConnection> inner,
                @Nullable ChannelListener<? super StreamConnection> around) {
            if (inner != null) {
                inner.handleEvent(closing);
            }
            if (around != null && around != inner) {
                around.handleEvent(closing);
            }
            layer.release();
        }

        @Override
        public void failed(Handshake.Ending ending, String reason) {
            left();
            tls.metrics().ended(TlsMetrics.Side.CLIENT, ending);
            LOG.debug("no TLS with a client of listener {}: {}", listener, reason);
        }
    }
}
