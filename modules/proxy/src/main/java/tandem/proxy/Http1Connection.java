package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.StreamConnection;
import tandem.core.config.ClientTimeouts;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.BodyDecoder;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.RequestParser;

/**
 * One client's HTTP/1 connection: reads heads, has one exchange at a time handled, in order of arrival, and waits in between
 * without holding a buffer. It is read from all its life, so that no request costs a change of interest. One I/O thread.
 */
@RunsOn(Lane.IO)
final class Http1Connection extends Deadlines.Timed implements IoLoop.Client {
    private static final Logger LOG = LoggerFactory.getLogger(Http1Connection.class);
    private static final long LINGER_NANOS = 2_000_000_000L;
    private static final int LINGER_BYTES = 1 << 20;

    private enum Phase {
        /** Between requests. */
        IDLE,
        /** A part of a head is there. */
        HEAD,
        /** A request is carried out. */
        EXCHANGE,
        /** The last response is out; what the client still sends is thrown away, so that it can read that response. */
        LINGER,
        CLOSED
    }

    private final Http1OpenListener front;
    private final IoLoop loop;
    private final StreamConnection channel;
    private final ClientConnection client;
    private final Http1Source source;
    private final Http1Sink sink;
    private final Http1Exchange exchange;
    private final RequestParser parser;
    private @Nullable RequestHead head;
    private Phase phase = Phase.IDLE;
    private boolean serving;
    private boolean again;
    private boolean broken;
    private int lingered;

    Http1Connection(Http1OpenListener front, IoLoop loop, StreamConnection channel, ClientConnection client) {
        this.front = front;
        this.loop = loop;
        this.channel = channel;
        this.client = client;
        BodyDecoder decoder = new BodyDecoder(
                front.limits().chunkExtensions().asInt(),
                front.limits().trailers().asInt());
        this.source = new Http1Source(loop.buffers(), channel.getSourceChannel().getConduit(), decoder);
        this.sink = new Http1Sink(loop.buffers(), channel.getSinkChannel().getConduit());
        this.exchange = new Http1Exchange(this, loop, source, sink);
        this.parser = new RequestParser(front.limits(), loop.targets());
    }

    /**
     * Begins to read.
     *
     * @param early bytes that a layer below has read already; null without any
     */
    void open(@Nullable ByteBuffer early) {
        loop.joined(this);
        loop.deadlines().add(this);
        arm(loop.nanos() + timeouts().requestHead().toNanos());
        channel.setCloseListener(new Closing());
        channel.getSourceChannel().setReadListener(c -> readable());
        channel.getSinkChannel().setWriteListener(c -> writable());
        source.resume();
        if (early != null && early.hasRemaining()) {
            source.pushBack(early);
            serve();
        }
    }

    private ClientTimeouts timeouts() {
        return front.timeouts();
    }

    @Override
    public ClientConnection client() {
        return client;
    }

    // ---- heads ----

    private void readable() {
        switch (phase) {
            case IDLE, HEAD -> readHead();
            case EXCHANGE -> readBody();
            case LINGER -> linger();
            case CLOSED -> source.suspend();
        }
    }

    private void readHead() {
        try {
            int read = source.fill();
            if (read < 0) {
                close();
            } else if (read > 0) {
                serve();
            }
        } catch (IOException e) {
            LOG.debug("client {} went away: {}", client.addressText(), e.getMessage());
            close();
        }
    }

    /** Handles what has been read, request by request; a request that is answered at once does not nest the next one. */
    private void serve() {
        if (serving) {
            again = true;
            return;
        }
        serving = true;
        try {
            do {
                again = false;
                next();
            } while (again && phase == Phase.IDLE);
        } finally {
            serving = false;
        }
    }

    private void next() {
        ByteBuffer bytes = source.early();
        if (bytes == null) {
            return;
        }
        RequestHead current = head;
        if (current == null) {
            current = loop.takeHead();
            parser.begin(current);
            head = current;
        }
        try {
            int before = bytes.remaining();
            boolean complete = parser.parse(bytes, current);
            source.used(before - bytes.remaining());
            source.releaseIfEmpty();
            if (complete) {
                handle(current, null);
            } else if (phase == Phase.IDLE) {
                phase = Phase.HEAD;
                arm(loop.nanos() + timeouts().requestHead().toNanos());
            }
        } catch (BadRequest e) {
            handle(current, e);
        }
    }

    private void handle(RequestHead current, @Nullable BadRequest refused) {
        phase = Phase.EXCHANGE;
        disarm();
        loop.began();
        client.asked();
        exchange.begin(current, refused != null);
        try {
            front.handler().handle(loop, exchange, refused);
        } catch (RuntimeException e) {
            LOG.error("a request could not be handled; its connection is closed. Please report this", e);
            exchange.abort();
        }
    }

    // ---- while a request is carried out ----

    private void readBody() {
        ClientExchange.Listener told = exchange.listener();
        if (told == null) {
            source.suspend();
        } else if (!exchange.bodyComplete()) {
            told.bodyReadable();
        } else {
            watch(told);
        }
    }

    /** Between the request's end and the response's: the next request, a half-closed or a broken connection. */
    private void watch(ClientExchange.Listener told) {
        if (source.early() != null) {
            source.suspend();
            return;
        }
        try {
            int read = source.fill();
            if (read != 0) {
                source.suspend();
            }
            if (read < 0) {
                exchange.lastOnConnection();
                told.clientFinished();
            }
        } catch (IOException e) {
            LOG.debug("client {} went away: {}", client.addressText(), e.getMessage());
            close();
        }
    }

    private void writable() {
        ClientExchange.Listener told = exchange.listener();
        if (told == null) {
            sink.suspend();
        } else {
            told.responseWritable();
        }
    }

    // ---- after an exchange ----

    /** The exchange's response is with the kernel. */
    void completed(boolean persistent, boolean unread) {
        if (phase == Phase.CLOSED) {
            return;
        }
        leaveExchange();
        if (!persistent) {
            finish(unread || source.early() != null);
            return;
        }
        source.resume();
        arm(loop.nanos() + timeouts().keepAlive().toNanos());
        if (source.early() != null) {
            serve();
        }
    }

    private void leaveExchange() {
        phase = Phase.IDLE;
        loop.ended();
        giveHead();
        sink.suspend();
    }

    private void giveHead() {
        RequestHead used = head;
        head = null;
        if (used != null) {
            loop.giveHead(used);
        }
    }

    /** Ends the connection behind a response; gently if the client may still be sending, which would reset it. */
    private void finish(boolean mayBeSending) {
        if (!mayBeSending) {
            close();
            return;
        }
        phase = Phase.LINGER;
        source.release();
        lingered = 0;
        arm(loop.nanos() + LINGER_NANOS);
        try {
            sink.shutdown();
            source.resume();
        } catch (IOException e) {
            close();
        }
    }

    private void linger() {
        try {
            int read = source.fill();
            source.release();
            lingered += Math.max(read, 0);
            if (read < 0 || lingered > LINGER_BYTES) {
                close();
            }
        } catch (IOException e) {
            close();
        }
    }

    @Override
    void expired(long nowNanos) {
        RequestHead partial = head;
        if (phase == Phase.HEAD && partial != null) {
            handle(partial, new BadRequest(408, "The head of the request did not arrive in time."));
        } else {
            close();
        }
    }

    // ---- ends ----

    @Override
    public boolean busy() {
        return phase == Phase.EXCHANGE;
    }

    /** Breaks the connection so that nobody takes what was sent for complete. */
    void reset() {
        if (phase == Phase.CLOSED) {
            return;
        }
        leaveExchange();
        broken = true;
        try {
            channel.setOption(Options.CLOSE_ABORT, true);
        } catch (IOException e) {
            LOG.debug("client {} is closed without a reset: {}", client.addressText(), e.getMessage());
        }
        close();
    }

    @Override
    public void close() {
        if (phase == Phase.CLOSED) {
            return;
        }
        closed();
        IoUtils.safeClose(channel);
    }

    /** Tells a TLS client that nothing was cut off. */
    private void goodbye() {
        try {
            sink.shutdown();
            sink.flush();
        } catch (IOException e) {
            LOG.debug("client {} got no close_notify: {}", client.addressText(), e.getMessage());
        }
    }

    private void closed() {
        if (phase == Phase.CLOSED) {
            return;
        }
        boolean running = phase == Phase.EXCHANGE;
        if (client.secure() && !running && !broken) {
            goodbye();
        }
        phase = Phase.CLOSED;
        loop.deadlines().remove(this);
        loop.left(this);
        if (running) {
            exchange.gone();
            loop.ended();
        }
        giveHead();
        source.release();
        sink.release();
        client.closed();
    }

    private final class Closing implements ChannelListener<StreamConnection> {
        @Override
        public void handleEvent(StreamConnection closing) {
            closed();
        }
    }
}
