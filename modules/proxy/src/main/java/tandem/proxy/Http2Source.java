package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tandem.proxy.http.BadMessage;
import tandem.proxy.http.Fields;
import tandem.proxy.http2.Stream;
import tandem.proxy.http2.Transfer;

/**
 * The body that comes by one stream. What its reader has no use for at the moment is kept, up to what the stream's window allowed;
 * the window opens again as it is read. One I/O thread.
 */
final class Http2Source implements BodySource {
    private final Http2Link connection;
    private final IoLoop loop;
    private final Transfer session;
    private final Stream stream;
    private final Runnable announce;
    private @Nullable Deque<ByteBuffer> kept;
    private @Nullable ByteBuffer passing;
    private @Nullable Fields trailers;
    private @Nullable String flaw;
    private long left;
    private long used;
    private boolean ended;
    private boolean resumed;
    private boolean announced;
    private boolean endRead;
    private boolean held;

    /**
     * An empty one.
     *
     * @param expected how many bytes are to come; 0 if that is not known
     * @param announce tells the reader that there is something to read
     */
    Http2Source(Http2Link connection, Transfer session, Stream stream, long expected, Runnable announce) {
        this.connection = connection;
        this.loop = connection.loop();
        this.session = session;
        this.stream = stream;
        this.left = expected;
        this.announce = announce;
        this.ended = stream.remoteEnded();
    }

    /** What comes is no body, which looks empty; it is kept until {@link #open}. */
    void hold() {
        held = true;
    }

    /** From now on what came, and comes, can be read. */
    void open() {
        held = false;
    }

    /** Whether what comes is kept. */
    boolean held() {
        return held;
    }

    // ---- what comes ----

    /** A piece of the body came: it is read at once, or kept. */
    void arrived(ByteBuffer piece) {
        if (resumed && !held && kept == null) {
            passing = piece;
            announce.run();
            passing = null;
        }
        if (piece.hasRemaining()) {
            keep(piece);
        }
    }

    private void keep(ByteBuffer piece) {
        if (stream.gone()) {
            consumed(piece.remaining());
            return;
        }
        Deque<ByteBuffer> list = kept;
        if (list == null) {
            list = new ArrayDeque<>(4);
            kept = list;
        }
        while (piece.hasRemaining()) {
            ByteBuffer last = list.peekLast();
            if (last == null || last.limit() == last.capacity()) {
                last = loop.buffers().take().limit(0);
                list.addLast(last);
            }
            // between position and limit is what has not been read; behind the limit is room
            int count = Math.min(piece.remaining(), last.capacity() - last.limit());
            int at = last.limit();
            last.limit(at + count);
            last.put(at, piece, piece.position(), count);
            piece.position(piece.position() + count);
        }
    }

    /** So many bytes are out of our hands, which may open a window. */
    private void consumed(int bytes) {
        session.consumed(stream, bytes);
        if (connection.outbox().pending() > 0) {
            connection.settleSoon();
        }
    }

    /** All of it came. */
    void end(@Nullable Fields behind) {
        trailers = behind;
        ended = true;
        tell();
    }

    /** Nothing more of it will come, and it is not complete. */
    void fail(String sentence) {
        flaw = sentence;
        tell();
    }

    private void tell() {
        if (resumed && !held) {
            announce.run();
        }
    }

    // ---- what is read ----

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (held) {
            return -1;
        }
        if (flaw != null) {
            throw new BadMessage(flaw);
        }
        int count = 0;
        Deque<ByteBuffer> list = kept;
        if (list != null) {
            count = readKept(list, into);
        } else if (passing != null) {
            count = moved(passing, into);
        }
        if (count > 0) {
            used += count;
            left = Math.max(0, left - count);
            consumed(count);
            return count;
        }
        endRead = ended && kept == null;
        return endRead ? -1 : 0;
    }

    private int readKept(Deque<ByteBuffer> list, ByteBuffer into) {
        int count = 0;
        ByteBuffer first = list.peekFirst();
        while (first != null && into.hasRemaining()) {
            count += moved(first, into);
            if (!first.hasRemaining()) {
                loop.buffers().give(list.removeFirst());
                first = list.peekFirst();
            }
        }
        if (first == null) {
            kept = null;
        }
        return count;
    }

    private static int moved(ByteBuffer from, ByteBuffer into) {
        int count = Math.min(from.remaining(), into.remaining());
        into.put(into.position(), from, from.position(), count);
        into.position(into.position() + count);
        from.position(from.position() + count);
        return count;
    }

    @Override
    public long expected() {
        return left;
    }

    /** Whether all of it has been read. */
    boolean done() {
        return held || ended && flaw == null && kept == null;
    }

    /** How many bytes were read since this was last asked. */
    long takeUsed() {
        long taken = used;
        used = 0;
        return taken;
    }

    @Override
    public @Nullable Fields trailers() {
        return trailers;
    }

    @Override
    public void resume() {
        resumed = true;
        boolean something = kept != null || flaw != null || ended && !endRead;
        if (something && !announced && passing == null) {
            announced = true;
            loop.thread().execute(() -> {
                announced = false;
                tell();
            });
        }
    }

    @Override
    public void suspend() {
        resumed = false;
    }

    /** Nobody reads it any more. */
    void release() {
        resumed = false;
        Deque<ByteBuffer> list = kept;
        kept = null;
        if (list != null) {
            for (ByteBuffer buffer : list) {
                consumed(buffer.remaining());
                loop.buffers().give(buffer);
            }
        }
    }
}
