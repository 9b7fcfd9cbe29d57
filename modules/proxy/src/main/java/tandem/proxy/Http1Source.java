package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSourceConduit;
import tandem.proxy.http.BodyDecoder;
import tandem.proxy.http.Fields;
import tandem.proxy.http.Framing;

/**
 * Reads bodies off an HTTP/1.1 connection and keeps bytes that were read too early. Never reads past the end of a body framed
 * by length. One I/O thread.
 */
final class Http1Source implements BodySource {
    private final IoBuffers buffers;
    private final StreamSourceConduit conduit;
    private final BodyDecoder decoder;
    private @Nullable ByteBuffer early;
    private long bytes;
    private long used;
    private boolean resumed;
    /** Whether a body in chunks comes faster than small buffers hold. */
    private boolean flowing;

    Http1Source(IoBuffers buffers, StreamSourceConduit conduit) {
        this(buffers, conduit, new BodyDecoder());
    }

    Http1Source(IoBuffers buffers, StreamSourceConduit conduit, BodyDecoder decoder) {
        this.buffers = buffers;
        this.conduit = conduit;
        this.decoder = decoder;
    }

    /** Begins a body. */
    void begin(Framing framing, long length) {
        decoder.begin(framing, length);
        flowing = false;
    }

    /** Whether the body is complete. */
    boolean done() {
        return decoder.done();
    }

    /** How many bytes came off the connection since this was last asked. */
    long takeBytes() {
        long taken = bytes;
        bytes = 0;
        return taken;
    }

    /** Counts bytes of {@link #early} that somebody else read. */
    void used(int count) {
        used += count;
    }

    /** How many bytes were read as heads and bodies since this was last asked. */
    long takeUsed() {
        long taken = used;
        used = 0;
        return taken;
    }

    /**
     * Reads raw bytes into {@link #early}.
     *
     * @return what the connection said: a number of bytes, 0 or -1
     */
    int fill() throws IOException {
        ByteBuffer buffer = early;
        if (buffer == null) {
            buffer = flowing ? buffers.takeLarge() : buffers.take();
        } else {
            buffer.compact();
        }
        early = buffer;
        int read = -1;
        try {
            read = conduit.read(buffer);
        } finally {
            flowing = !buffer.hasRemaining() && !decoder.done();
            buffer.flip();
            releaseIfEmpty();
        }
        bytes += Math.max(read, 0);
        return read;
    }

    /** Bytes that were read and not yet used, or null. */
    @Nullable
    ByteBuffer early() {
        return early;
    }

    /** Takes over bytes that somebody else read too early. */
    void pushBack(ByteBuffer surplus) {
        ByteBuffer buffer = buffers.take();
        buffer.put(surplus).flip();
        early = buffer;
    }

    /** Gives the buffer back when its bytes are used up. */
    void releaseIfEmpty() {
        ByteBuffer buffer = early;
        if (buffer != null && !buffer.hasRemaining()) {
            release();
        }
    }

    /** Gives the buffer back, whatever is in it. */
    void release() {
        ByteBuffer buffer = early;
        if (buffer != null) {
            early = null;
            buffers.give(buffer);
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (!decoder.done()) {
            ByteBuffer buffer = early;
            if (buffer != null && buffer.hasRemaining()) {
                int before = buffer.remaining();
                int decoded = decoder.decode(buffer, into);
                used += before - buffer.remaining();
                releaseIfEmpty();
                if (decoded > 0) {
                    return decoded;
                }
            } else if (decoder.plain()) {
                return readPlain(into);
            } else {
                int read = fill();
                if (read == 0) {
                    return 0;
                }
                if (read < 0) {
                    decoder.ended();
                }
            }
        }
        return -1;
    }

    @Override
    public @Nullable Fields trailers() {
        return decoder.trailers();
    }

    @Override
    public long expected() {
        ByteBuffer buffer = early;
        return buffer == null ? decoder.announced() : 0;
    }

    private int readPlain(ByteBuffer into) throws IOException {
        int limit = into.limit();
        if (decoder.wanted() < into.remaining()) {
            into.limit(into.position() + (int) decoder.wanted());
        }
        int read = conduit.read(into);
        into.limit(limit);
        if (read < 0) {
            decoder.ended();
            return -1;
        }
        bytes += read;
        used += read;
        decoder.passed(read);
        return read;
    }

    @Override
    public void resume() {
        if (!resumed) {
            resumed = true;
            conduit.resumeReads();
        }
    }

    @Override
    public void suspend() {
        if (resumed) {
            resumed = false;
            conduit.suspendReads();
        }
    }
}
