package tandem.proxy.tls;

import java.io.IOException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.StreamConnection;
import org.xnio.conduits.StreamSourceConduit;
import tandem.proxy.tls.boringssl.Released;

/**
 * TLS over one connection: {@link #handshake} first; once that is agreed, the connection's channels carry clear bytes for
 * whoever uses them. The connection's I/O thread only.
 */
public final class TlsLayer {
    private static final Logger LOG = LoggerFactory.getLogger(TlsLayer.class);

    private final StreamConnection connection;
    private final SSLEngine engine;
    private final TlsSource source;
    private final TlsSink sink;

    private TlsLayer(StreamConnection connection, SSLEngine engine, NetBuffers buffers) {
        this.connection = connection;
        this.engine = engine;
        this.sink = new TlsSink(connection.getSinkChannel().getConduit(), engine, buffers);
        this.source = new TlsSource(connection, engine, buffers, sink);
        sink.whenDrained(source::more);
    }

    /**
     * Agrees on keys.
     *
     * @param engine in client or server mode, with all its parameters
     * @param tasks where what takes long is computed
     * @param told what came of it; not before this returns
     */
    public static Handshake handshake(
            StreamConnection connection, SSLEngine engine, NetBuffers buffers, Executor tasks, Handshake.Told told) {
        TlsLayer layer = new TlsLayer(connection, engine, buffers);
        return new Handshake(layer, connection, tasks, told);
    }

    /** What a connection reads by, without TLS. */
    public static StreamSourceConduit beneath(StreamConnection connection) {
        StreamSourceConduit conduit = connection.getSourceChannel().getConduit();
        return conduit instanceof TlsSource source ? source.beneath() : conduit;
    }

    /** What was agreed on by ALPN; empty if nothing was. */
    public String protocol() {
        String agreed = engine.getApplicationProtocol();
        return agreed == null ? "" : agreed;
    }

    SSLEngine engine() {
        return engine;
    }

    TlsSource source() {
        return source;
    }

    TlsSink sink() {
        return sink;
    }

    /** From now on the channels' users read and write clear bytes. */
    void install() {
        connection.getSourceChannel().setConduit(source);
        connection.getSinkChannel().setConduit(sink);
    }

    /** Says that nothing more will come, if that can be sent at once; the connection is to be closed next. */
    public void sayGoodbye() {
        try {
            sink.sayGoodbye();
        } catch (IOException e) {
            LOG.debug("closed without a farewell: {}", e.getMessage());
        }
    }

    /** Gives every buffer and the engine's memory back; the connection is closed. */
    public void release() {
        source.release();
        sink.release();
        if (engine instanceof Released memory) {
            memory.release();
        }
    }
}
