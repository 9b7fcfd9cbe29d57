package tandem.proxy;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;
import tandem.proxy.http.Field;
import tandem.proxy.http.Framing;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;

/**
 * An exchange by Undertow's HTTP/1 listener. Undertow parses heads and keeps connections; bodies and responses pass it by, on
 * the connection's own conduits, because its chunk parser completes what was cut short and its response path holds heads back.
 * One I/O thread.
 */
final class UndertowExchange implements ClientExchange {
    private static final Logger LOG = LoggerFactory.getLogger(UndertowExchange.class);
    private static final byte[] CLOSE = ascii("close");
    private static final byte[] KEEP_ALIVE = ascii("keep-alive");

    private final IoLoop loop;
    private final HttpServerExchange exchange;
    private final AbstractServerConnection connection;
    private final ClientConnection client;
    private final UndertowFront.Accepted tracked;
    private final RequestHead head;
    private final Http1Source source;
    private final Http1Sink sink;
    private @Nullable Listener listener;
    private boolean finished;
    private boolean over;

    UndertowExchange(IoLoop loop, HttpServerExchange exchange, UndertowFront.Accepted accepted, RequestHead head) {
        this.loop = loop;
        this.exchange = exchange;
        this.connection = (AbstractServerConnection) exchange.getConnection();
        this.client = accepted.client();
        this.tracked = accepted;
        this.head = head;
        this.source = new Http1Source(loop.buffers(), connection.getOriginalSourceConduit());
        this.sink = new Http1Sink(loop.buffers(), connection.getOriginalSinkConduit());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Takes the connection over from Undertow until {@link #complete} or {@link #abort}.
     *
     * @param malformed nothing that follows the head can be made sense of
     */
    void begin(boolean malformed) {
        loop.began();
        client.asked();
        tracked.busy(true);
        if (malformed) {
            exchange.setPersistent(false);
            source.begin(Framing.NONE, 0);
            return;
        }
        boolean persistent = head.http11()
                ? !head.fields().listed(Field.CONNECTION, CLOSE)
                : head.fields().listed(Field.CONNECTION, KEEP_ALIVE);
        exchange.setPersistent(persistent && !loop.draining(client()));
        source.begin(head.framing(), head.length());
        PooledByteBuffer early = connection.getExtraBytes();
        if (head.hasBody() && early != null) {
            source.pushBack(early.getBuffer());
            early.close();
            connection.setExtraBytes(null);
        }
        ConduitStreamSourceChannel from = connection.getChannel().getSourceChannel();
        ConduitStreamSinkChannel to = connection.getChannel().getSinkChannel();
        from.setReadListener(channel -> readable());
        to.setWriteListener(channel -> writable());
        if (connection.getExtraBytes() == null) {
            // Undertow suspended reads when the head was complete; resumed before the next select, it costs no system
            // call
            source.resume();
        }
    }

    private void readable() {
        Listener told = listener;
        if (over || told == null) {
            source.suspend();
        } else if (bodyComplete()) {
            watch(told);
        } else {
            told.bodyReadable();
        }
    }

    /** Between the request's end and the response's: the next request, a half-closed or a broken connection. */
    private void watch(Listener told) {
        if (connection.getExtraBytes() != null) {
            source.suspend();
            return;
        }
        PooledByteBuffer buffer = connection.getByteBufferPool().allocate();
        try {
            int read = connection.getOriginalSourceConduit().read(buffer.getBuffer());
            if (read > 0) {
                buffer.getBuffer().flip();
                connection.setExtraBytes(buffer);
                source.suspend();
                return;
            }
            buffer.close();
            if (read < 0) {
                finished = true;
                exchange.setPersistent(false);
                source.suspend();
                told.clientFinished();
            }
        } catch (IOException e) {
            buffer.close();
            LOG.debug("client {} went away: {}", client.address(), e.getMessage());
            told.clientGone();
        }
    }

    private void writable() {
        Listener told = listener;
        if (over || told == null) {
            sink.suspend();
        } else {
            told.responseWritable();
        }
    }

    @Override
    public RequestHead head() {
        return head;
    }

    @Override
    public ClientConnection client() {
        return client;
    }

    @Override
    public void listen(Listener newListener) {
        listener = newListener;
    }

    @Override
    public BodySource body() {
        return source;
    }

    @Override
    public boolean bodyComplete() {
        return source.done();
    }

    @Override
    public boolean persistent() {
        return exchange.isPersistent();
    }

    @Override
    public long takeReceived() {
        return source.takeUsed() + head.fields().length();
    }

    @Override
    public long takeSent() {
        return sink.takeBytes();
    }

    @Override
    public void lastOnConnection() {
        exchange.setPersistent(false);
    }

    @Override
    public void interim(ResponseHead interim) throws IOException {
        if (head.http11()) {
            sink.append(ClientHead.interim(loop.scratch().clear(), interim));
            sink.flush();
        }
    }

    @Override
    public BodySink respond(ResponseHead response) {
        Framing framing = ClientHead.framing(response.framing(), head.http11());
        if (framing == Framing.UNTIL_CLOSE || !bodyComplete() || finished || loop.draining(client())) {
            exchange.setPersistent(false);
        }
        boolean persistent = exchange.isPersistent();
        sink.begin(
                ClientHead.last(loop.scratch().clear(), response, framing, head.http11(), persistent, loop.dateLine()),
                framing,
                response.length());
        return sink;
    }

    @Override
    public BodySink upgrade(ResponseHead response) {
        exchange.setPersistent(false);
        sink.begin(ClientHead.upgrade(loop.scratch().clear(), response), Framing.UNTIL_CLOSE, -1);
        PooledByteBuffer early = connection.getExtraBytes();
        if (early != null) {
            source.pushBack(early.getBuffer());
            early.close();
            connection.setExtraBytes(null);
        }
        source.begin(Framing.UNTIL_CLOSE, -1);
        source.resume();
        return sink;
    }

    @Override
    public void complete() {
        if (over) {
            return;
        }
        over = true;
        sink.suspend();
        if (!bodyComplete()) {
            exchange.setPersistent(false);
        }
        ByteBuffer surplus = source.early();
        if (surplus != null && exchange.isPersistent()) {
            PooledByteBuffer next = connection.getByteBufferPool().allocate();
            next.getBuffer().put(surplus).flip();
            connection.setExtraBytes(next);
        }
        end();
        Connectors.terminateRequest(exchange);
        Connectors.terminateResponse(exchange);
    }

    @Override
    public void abort() {
        if (over) {
            return;
        }
        over = true;
        exchange.setPersistent(false);
        end();
        try {
            // a reset, so that a body that ends with the connection is not taken for complete
            connection.getChannel().setOption(Options.CLOSE_ABORT, true);
        } catch (IOException e) {
            LOG.debug("client {} is closed without a reset: {}", client.address(), e.getMessage());
        }
        IoUtils.safeClose(connection.getChannel());
    }

    /** The connection was closed by somebody else. */
    void connectionClosed() {
        Listener told = listener;
        if (!over && told != null) {
            told.clientGone();
        }
    }

    private void end() {
        loop.ended();
        tracked.busy(false);
        source.release();
        sink.release();
        loop.giveHead(head);
        listener = null;
    }
}
