package tandem.proxy;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import tandem.core.config.ClientLimits;
import tandem.core.config.ClientTimeouts;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;

/**
 * The front that speaks HTTP/2: takes connections whose client has chosen it. One instance a listener. Any I/O thread.
 *
 * @param listener its name
 */
record Http2Front(
        String listener,
        ClientTimeouts timeouts,
        ClientLimits limits,
        IoLoops loops,
        Http2Metrics metrics,
        ExchangeHandler handler) {

    /**
     * Serves a connection.
     *
     * @param early bytes that were read already; null without any
     */
    @RunsOn(Lane.IO)
    void open(StreamConnection channel, @Nullable ByteBuffer early) {
        ClientConnection client = ClientConnection.of(channel, listener);
        new Http2Connection(this, loops.of(channel.getIoThread()), channel, client).open(early);
    }
}
