package tandem.proxy;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tandem.proxy.http.Fields;
import tandem.proxy.http.Framing;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http2.Stream;
import tandem.proxy.http2.Transfer;

/** What goes by one stream, no faster than the other side's windows and its connection take it. One I/O thread. */
final class Http2Sink implements BodySink {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int FRAME_HEAD = 9;

    private final Http2Link connection;
    private final Transfer session;
    private final Stream stream;
    private final Runnable writable;
    private Framing framing = Framing.NONE;
    private long remaining;
    private long bytes;
    private long mark = -1;
    private boolean wanted;
    private boolean queued;
    private @Nullable Fields trailers;

    /** @param writable tells the writer that it may go on */
    Http2Sink(Http2Link connection, Transfer session, Stream stream, Runnable writable) {
        this.connection = connection;
        this.session = session;
        this.stream = stream;
        this.writable = writable;
    }

    /** Begins with a head that no other follows. */
    void begin(HeadBytes block, Framing how, long length) {
        framing = how;
        remaining = how == Framing.LENGTH ? length : 0;
        boolean empty = how == Framing.NONE || how == Framing.LENGTH && length == 0;
        head(block, empty);
    }

    /** Adds a head. */
    void head(HeadBytes block, boolean last) {
        bytes += block.length() + FRAME_HEAD;
        session.fields(stream, block, last);
        if (last) {
            mark = connection.outbox().mark();
        }
        connection.settleSoon();
    }

    @Override
    public void write(ByteBuffer payload) {
        if (framing == Framing.NONE || framing == Framing.LENGTH && payload.remaining() > remaining) {
            throw new IllegalStateException("a body is longer than its announced length");
        }
        int most = connection.turns().share();
        while (payload.hasRemaining()) {
            int room = most - FRAME_HEAD;
            int length = Math.min(payload.remaining(), Math.min(session.sendable(stream), room));
            if (length <= 0) {
                break;
            }
            boolean last = framing == Framing.LENGTH && length == remaining;
            session.data(stream, payload, length, last);
            bytes += length + FRAME_HEAD;
            most -= length + FRAME_HEAD;
            remaining -= framing == Framing.LENGTH ? length : 0;
            if (last) {
                mark = connection.outbox().mark();
            }
        }
        connection.settleSoon();
    }

    /** How many bytes were sent since this was last asked. */
    long takeBytes() {
        long taken = bytes;
        bytes = 0;
        return taken;
    }

    @Override
    public boolean flush() {
        connection.settleSoon();
        return true;
    }

    @Override
    public void trailers(Fields fields) {
        trailers = fields;
    }

    @Override
    public boolean end() {
        if (framing == Framing.LENGTH && remaining > 0) {
            throw new IllegalStateException("a body is shorter than its announced length");
        }
        if (mark < 0) {
            Fields behind = trailers;
            if (behind != null && behind.count() > 0) {
                head(connection.heads().trailers(behind), true);
            } else {
                session.data(stream, NOTHING, 0, true);
                bytes += FRAME_HEAD;
                mark = connection.outbox().mark();
                connection.settleSoon();
            }
        }
        return delivered();
    }

    @Override
    public void shutdown() {
        // the stream has ended with its last frame
    }

    @Override
    public void resume() {
        wanted = true;
        if (!queued) {
            queued = true;
            connection.await(this);
        }
    }

    @Override
    public void suspend() {
        wanted = false;
    }

    // ---- its turn ----

    /** Whether something would come of its turn. */
    boolean ready() {
        return mark >= 0 ? delivered() : session.sendable(stream) > 0;
    }

    private boolean delivered() {
        return !connection.outbox().blocked() || connection.outbox().reached(mark);
    }

    /** It is not in the queue any more. */
    void dequeued() {
        queued = false;
    }

    /** Goes on, if that is still wanted. */
    void turn() {
        if (wanted) {
            writable.run();
        }
    }

    /** Waits on, if that is still wanted. */
    void stay() {
        if (wanted) {
            resume();
        }
    }
}
