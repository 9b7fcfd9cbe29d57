package tandem.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tandem.proxy.http.Field;
import tandem.proxy.http.Framing;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.ResponseHead;

/** The exchange under way on an {@link Http1Connection}; one object serves all of a connection's, one after the other. */
final class Http1Exchange implements ClientExchange {
    private static final byte[] CLOSE = "close".getBytes(StandardCharsets.US_ASCII);
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(StandardCharsets.US_ASCII);

    private final Http1Connection connection;
    private final IoLoop loop;
    private final Http1Source source;
    private final Http1Sink sink;
    private RequestHead head;
    private @Nullable Listener listener;
    private boolean persistent;
    private boolean over = true;

    Http1Exchange(Http1Connection connection, IoLoop loop, Http1Source source, Http1Sink sink) {
        this.connection = connection;
        this.loop = loop;
        this.source = source;
        this.sink = sink;
        this.head = NO_HEAD;
    }

    private static final RequestHead NO_HEAD = new RequestHead();

    /**
     * Begins.
     *
     * @param refused nothing that follows the head can be made sense of
     */
    void begin(RequestHead newHead, boolean refused) {
        head = newHead;
        listener = null;
        over = false;
        persistent = !refused && asksToPersist() && !loop.draining(client());
        source.begin(refused ? Framing.NONE : head.framing(), head.length());
    }

    private boolean asksToPersist() {
        if (head.fields().find(Field.CONNECTION, 0) < 0) {
            return head.http11();
        }
        return head.http11()
                ? !head.fields().listed(Field.CONNECTION, CLOSE)
                : head.fields().listed(Field.CONNECTION, KEEP_ALIVE);
    }

    /** The listener that is to hear about the client; null while nobody wants to. */
    @Nullable
    Listener listener() {
        return listener;
    }

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
        return source.done();
    }

    @Override
    public boolean persistent() {
        return persistent;
    }

    @Override
    public long takeReceived() {
        return source.takeUsed();
    }

    @Override
    public long takeSent() {
        return sink.takeBytes();
    }

    @Override
    public void lastOnConnection() {
        persistent = false;
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
        if (framing == Framing.UNTIL_CLOSE || !bodyComplete() || loop.draining(client())) {
            persistent = false;
        }
        sink.begin(
                ClientHead.last(loop.scratch().clear(), response, framing, head.http11(), persistent, loop.dateLine()),
                framing,
                response.length());
        return sink;
    }

    @Override
    public boolean connects() {
        return true;
    }

    @Override
    public BodySink upgrade(ResponseHead response) {
        persistent = false;
        HeadBytes bytes = loop.scratch().clear();
        boolean switched = response.status() == SWITCHING_PROTOCOLS;
        sink.begin(
                switched ? ClientHead.upgrade(bytes, response) : ClientHead.interim(bytes, response),
                Framing.UNTIL_CLOSE,
                -1);
        source.begin(Framing.UNTIL_CLOSE, -1);
        source.resume();
        return sink;
    }

    @Override
    public void complete() {
        if (!over) {
            boolean unread = !bodyComplete();
            end();
            connection.completed(persistent && !unread, unread);
        }
    }

    @Override
    public void abort() {
        if (!over) {
            end();
            connection.reset();
        }
    }

    /** The client is gone, whoever found out. */
    void gone() {
        Listener told = listener;
        if (!over && told != null) {
            told.clientGone();
        }
        if (!over) {
            end();
        }
    }

    private void end() {
        source.takeUsed();
        sink.takeBytes();
        over = true;
        listener = null;
        head = NO_HEAD;
    }
}
