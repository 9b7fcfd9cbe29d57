package tandem.proxy;

import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.Fields;
import tandem.proxy.http.Framing;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;
import tandem.proxy.http2.Reason;
import tandem.proxy.http2.Session;
import tandem.proxy.http2.Stream;

/** The exchange of one stream of an {@link Http2Connection}; many run at once. One I/O thread. */
final class Http2Exchange implements ClientExchange, Stream.User {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Exchange.class);

    private final Http2Connection connection;
    private final IoLoop loop;
    private final Session session;
    private final Stream stream;
    private final RequestHead head;
    private final Http2Source source;
    private final Http2Sink sink;
    private final @Nullable BadRequest refused;
    private @Nullable Listener listener;
    private boolean begun;
    private boolean over;
    private boolean clientFinished;
    private boolean headCounted;

    /** @param refused why it is not carried out; null if it is */
    Http2Exchange(
            Http2Connection connection,
            Session session,
            Stream stream,
            RequestHead head,
            @Nullable BadRequest refused) {
        this.connection = connection;
        this.loop = connection.loop();
        this.session = session;
        this.stream = stream;
        this.head = head;
        this.refused = refused;
        long expected = head.framing() == Framing.LENGTH ? head.length() : 0;
        this.source = new Http2Source(connection, session, stream, expected, this::readable);
        this.sink = new Http2Sink(connection, session, stream, this::writable);
        if (head.webSocket() && refused == null) {
            source.hold();
            ThreadLocalRandom random = ThreadLocalRandom.current();
            WebSocketHandshake.ask(head.fields(), random.nextLong(), random.nextLong());
        }
    }

    /**
     * Hands it on.
     *
     * @return false if it has been, or is over
     */
    boolean begin(ExchangeHandler handler) {
        if (begun()) {
            return false;
        }
        begun = true;
        try {
            handler.handle(loop, this, refused);
        } catch (RuntimeException e) {
            LOG.error("a request could not be handled; its stream is reset. Please report this", e);
            abort();
        }
        if (clientFinished) {
            finished();
        }
        return true;
    }

    /** Whether nothing comes of handing it on. */
    boolean begun() {
        return begun || over;
    }

    private void readable() {
        Listener told = listener;
        if (!over && told != null) {
            told.bodyReadable();
        }
    }

    private void writable() {
        Listener told = listener;
        if (!over && told != null) {
            told.responseWritable();
        }
    }

    // ---- what the client does ----

    @Override
    public void data(ByteBuffer piece) {
        if (!begun && session.calm()) {
            // the body need not be kept then
            connection.arrivals().begin(this);
        }
        source.arrived(piece);
    }

    @Override
    public void ended(@Nullable Fields trailers) {
        source.end(trailers);
    }

    @Override
    public void broken(String sentence) {
        source.fail(sentence);
        if (source.held()) {
            finished();
        }
    }

    @Override
    public void finished() {
        clientFinished = true;
        Listener told = listener;
        if (!over && told != null) {
            told.clientFinished();
        }
    }

    @Override
    public void reset() {
        Listener told = listener;
        if (!over && told != null) {
            told.clientGone();
        }
        end();
    }

    // ---- what its handler does ----

    @Override
    public RequestHead head() {
        return head;
    }

    @Override
    public ClientConnection client() {
        return connection.client();
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
        return refused != null || source.done();
    }

    @Override
    public boolean persistent() {
        return !session.draining();
    }

    @Override
    public boolean multiplexed() {
        return true;
    }

    @Override
    public long takeReceived() {
        int once = headCounted ? 0 : head.fields().length();
        headCounted = true;
        return source.takeUsed() + once;
    }

    @Override
    public long takeSent() {
        return sink.takeBytes();
    }

    @Override
    public void lastOnConnection() {
        // streams do not get out of step with each other: what is wrong with one ends that one
    }

    @Override
    public void interim(ResponseHead interim) {
        sink.head(connection.heads().interim(interim), false);
    }

    @Override
    public BodySink respond(ResponseHead response) {
        if (loop.draining(client())) {
            connection.tell();
        }
        sink.begin(connection.heads().last(response), response.framing(), response.length());
        return sink;
    }

    @Override
    public BodySink upgrade(ResponseHead response) {
        if (loop.draining(client())) {
            connection.tell();
        }
        sink.begin(connection.heads().last(response), Framing.UNTIL_CLOSE, -1);
        source.open();
        return sink;
    }

    @Override
    public void complete() {
        if (!over) {
            end();
            session.finish(stream);
            connection.settleSoon();
        }
    }

    @Override
    public void abort() {
        // RFC 8441 section 5: what a reset is to a WebSocket by HTTP/1
        reset(head.webSocket() ? Reason.TUNNEL_BROKEN : Reason.BROKEN);
    }

    @Override
    public void askByHttp1() {
        reset(Reason.LOGIN);
    }

    private void reset(Reason reason) {
        if (!over) {
            end();
            session.reset(stream, reason);
            connection.settleSoon();
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        listener = null;
        sink.suspend();
        source.release();
        loop.ended();
        loop.giveHead(head);
    }
}
