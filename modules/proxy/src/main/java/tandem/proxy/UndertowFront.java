package tandem.proxy;

import io.undertow.UndertowOptions;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import tandem.core.config.ClientTimeouts;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.RequestHead;

/** The front that accepts HTTP/1 by Undertow's listener; one instance a listener. Any I/O thread. */
final class UndertowFront implements HttpHandler {
    /** The most bytes a request's head may have. */
    static final int MAX_HEAD_BYTES = 32 * 1024;

    /** The most fields a request's head may have. */
    static final int MAX_FIELDS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(UndertowFront.class);

    private final String listener;
    private final ClientTimeouts timeouts;
    private final IoLoops loops;
    private final ExchangeHandler handler;
    private final Map<StreamConnection, Accepted> accepted = new ConcurrentHashMap<>();

    UndertowFront(String listener, ClientTimeouts timeouts, IoLoops loops, ExchangeHandler handler) {
        this.listener = listener;
        this.timeouts = timeouts;
        this.loops = loops;
        this.handler = handler;
    }

    /** What a listening socket hands its connections to. */
    ChannelListener<StreamConnection> acceptor(FrontBuffers buffers) {
        HttpOpenListener undertow = new HttpOpenListener(buffers, options(timeouts));
        undertow.setRootHandler(this);
        return connection -> {
            IoLoop loop = loops.of(connection.getIoThread());
            Accepted known = new Accepted(loop, connection, ClientConnection.of(connection, listener));
            accepted.put(connection, known);
            undertow.handleEvent(connection);
            if (connection.isOpen()) {
                known.join();
            } else {
                accepted.remove(connection);
            }
        };
    }

    private static OptionMap options(ClientTimeouts timeouts) {
        return OptionMap.builder()
                .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HEAD_BYTES)
                .set(UndertowOptions.MAX_HEADERS, MAX_FIELDS)
                .set(UndertowOptions.MAX_PARAMETERS, Integer.MAX_VALUE)
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, millis(timeouts.requestHead()))
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, millis(timeouts.keepAlive()))
                .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .set(UndertowOptions.ALWAYS_SET_DATE, false)
                .set(UndertowOptions.DECODE_URL, false)
                .set(UndertowOptions.ENABLE_HTTP2, false)
                .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
                .getMap();
    }

    private static int millis(java.time.Duration duration) {
        return Math.toIntExact(Math.clamp(duration.toMillis(), 1, Integer.MAX_VALUE));
    }

    @Override
    @RunsOn(Lane.IO)
    @SuppressWarnings(
            "deprecation") // the one form of dispatch that costs nothing: the exchange stays ours on this thread
    public void handleRequest(HttpServerExchange undertow) {
        undertow.dispatch();
        IoLoop loop = loops.of(undertow.getIoThread());
        RequestHead head = loop.takeHead();
        Accepted known = accepted.get(((AbstractServerConnection) undertow.getConnection()).getChannel());
        if (known == null) {
            throw new IllegalStateException("a request came on a connection that was not accepted");
        }
        String wrong = RequestReader.read(undertow, head);
        UndertowExchange exchange = new UndertowExchange(loop, undertow, known, head);
        known.current = exchange;
        try {
            exchange.begin(wrong != null);
            handler.handle(loop, exchange, wrong == null ? null : new BadRequest(400, wrong));
        } catch (RuntimeException e) {
            LOG.error("a request could not be handled; its connection is closed. Please report this", e);
            exchange.abort();
        }
    }

    /** A connection that Undertow serves. */
    final class Accepted implements IoLoop.Client {
        private final IoLoop loop;
        private final StreamConnection channel;
        private final ClientConnection client;
        private @Nullable UndertowExchange current;
        private boolean busy;

        Accepted(IoLoop loop, StreamConnection channel, ClientConnection client) {
            this.loop = loop;
            this.channel = channel;
            this.client = client;
        }

        private void join() {
            loop.joined(this);
            ChannelListener<? super StreamConnection> before = channel.getCloseListener();
            channel.setCloseListener(closing -> {
                closed();
                if (before != null) {
                    before.handleEvent(closing);
                }
            });
        }

        @Override
        public ClientConnection client() {
            return client;
        }

        void busy(boolean now) {
            busy = now;
        }

        @Override
        public boolean busy() {
            return busy;
        }

        @Override
        public void close() {
            IoUtils.safeClose(channel);
        }

        private void closed() {
            accepted.remove(channel);
            loop.left(this);
            UndertowExchange running = current;
            current = null;
            if (running != null) {
                running.connectionClosed();
            }
            client.closed();
        }
    }
}
