package tandem.proxy;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import tandem.core.config.ClientLimits;
import tandem.core.config.ClientTimeouts;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;

/**
 * Our own HTTP/1.1 front in Undertow's listener machinery: takes connections as they are accepted, or as a layer of TLS
 * hands them over. One instance a listener. Any I/O thread.
 */
final class Http1OpenListener implements DelegateOpenListener {
    private final String listener;
    private final ClientTimeouts timeouts;
    private final ClientLimits limits;
    private final IoLoops loops;
    private final FrontBuffers buffers;
    private final ExchangeHandler handler;

    Http1OpenListener(
            String listener,
            ClientTimeouts timeouts,
            ClientLimits limits,
            IoLoops loops,
            FrontBuffers buffers,
            ExchangeHandler handler) {
        this.listener = listener;
        this.timeouts = timeouts;
        this.limits = limits;
        this.loops = loops;
        this.buffers = buffers;
        this.handler = handler;
    }

    ClientTimeouts timeouts() {
        return timeouts;
    }

    ClientLimits limits() {
        return limits;
    }

    ExchangeHandler handler() {
        return handler;
    }

    @Override
    @RunsOn(Lane.IO)
    public void handleEvent(StreamConnection channel) {
        open(channel, null);
    }

    @Override
    @RunsOn(Lane.IO)
    public void handleEvent(StreamConnection channel, @Nullable PooledByteBuffer early) {
        if (early == null) {
            open(channel, null);
        } else {
            try (early) {
                open(channel, early.getBuffer());
            }
        }
    }

    /** Serves a connection of which some bytes have been read already; null for none. */
    void open(StreamConnection channel, @Nullable ByteBuffer early) {
        ClientConnection client = ClientConnection.of(channel, listener);
        new Http1Connection(this, loops.of(channel.getIoThread()), channel, client).open(early);
    }

    @Override
    public ByteBufferPool getBufferPool() {
        return buffers;
    }

    @Override
    public OptionMap getUndertowOptions() {
        return OptionMap.EMPTY;
    }

    @Override
    public void setUndertowOptions(OptionMap options) {
        // Undertow's options concern its own parser
    }

    @Override
    public @Nullable HttpHandler getRootHandler() {
        return null;
    }

    @Override
    public void setRootHandler(HttpHandler undertow) {
        throw new UnsupportedOperationException("exchanges go to an ExchangeHandler, not to a handler of Undertow");
    }

    @Override
    public @Nullable ConnectorStatistics getConnectorStatistics() {
        return null;
    }
}
