package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;
import tandem.proxy.http.Fields;
import tandem.proxy.http.Framing;
import tandem.proxy.http.HeadBytes;

/**
 * Writes heads and bodies onto an HTTP/1.1 connection. What is small is gathered, so that a head and the first bytes of its
 * body leave in one write. One I/O thread.
 */
final class Http1Sink implements BodySink {
    private static final int CHUNK_OVERHEAD = 16;
    /** Chunks up to this size are gathered; larger ones leave from where they are. */
    private static final int GATHERED = 4096;

    private static final ByteBuffer END_OF_CHUNK = ByteBuffer.allocateDirect(2)
            .put((byte) '\r')
            .put((byte) '\n')
            .flip()
            .asReadOnlyBuffer();
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final IoBuffers buffers;
    private final StreamSinkConduit conduit;
    private final ByteBuffer[] gathered = new ByteBuffer[3];
    private @Nullable ByteBuffer held;
    private @Nullable ByteBuffer endOfChunk;
    private int chunkLeft;
    private Framing framing = Framing.NONE;
    private long remaining;
    private boolean ended;
    private long bytes;
    private @Nullable Fields trailers;

    Http1Sink(IoBuffers buffers, StreamSinkConduit conduit) {
        this.buffers = buffers;
        this.conduit = conduit;
    }

    /** Begins a message; nothing is written before {@link #flush}, {@link #end} or a body that does not fit behind it. */
    void begin(HeadBytes head, Framing how, long length) {
        append(head);
        framing = how;
        remaining = how == Framing.LENGTH ? length : 0;
        ended = false;
        chunkLeft = 0;
        trailers = null;
    }

    /** From now on blind bytes. */
    void beginTunnel() {
        framing = Framing.UNTIL_CLOSE;
        ended = false;
    }

    /** Adds a head that is not the last one, such as 100 or 103. */
    void append(HeadBytes head) {
        ByteBuffer buffer = room(head.length());
        head.copyTo(buffer);
    }

    /** How many bytes went onto the connection since this was last asked. */
    long takeBytes() {
        long taken = bytes;
        bytes = 0;
        return taken;
    }

    private ByteBuffer room(int wanted) {
        ByteBuffer buffer = held;
        if (buffer == null) {
            buffer = wanted <= IoBuffers.SIZE ? buffers.take() : ByteBuffer.allocate(wanted);
        } else if (buffer.remaining() < wanted) {
            ByteBuffer larger = ByteBuffer.allocate(buffer.position() + wanted);
            buffer.flip();
            larger.put(buffer);
            buffers.give(buffer);
            buffer = larger;
        }
        held = buffer;
        return buffer;
    }

    @Override
    public void write(ByteBuffer payload) throws IOException {
        if (framing == Framing.LENGTH) {
            if (payload.remaining() > remaining) {
                throw new IllegalStateException("a body is longer than its announced length");
            }
            int before = payload.remaining();
            writePlain(payload);
            remaining -= before - payload.remaining();
        } else if (framing == Framing.UNTIL_CLOSE) {
            writePlain(payload);
        } else if (framing == Framing.CHUNKED) {
            writeChunks(payload);
        } else {
            throw new IllegalStateException("a message without a body got one");
        }
    }

    private void writePlain(ByteBuffer payload) throws IOException {
        ByteBuffer buffer = held;
        if (buffer == null) {
            while (payload.hasRemaining() && written(conduit.write(payload))) {
                // the kernel takes more
            }
        } else if (payload.remaining() <= buffer.remaining()) {
            buffer.put(payload);
        } else {
            writeBoth(buffer, payload);
        }
    }

    private void writeBoth(ByteBuffer buffer, ByteBuffer payload) throws IOException {
        buffer.flip();
        gathered[0] = buffer;
        gathered[1] = payload;
        while (payload.hasRemaining() && written(conduit.write(gathered, 0, 2))) {
            // the kernel takes more
        }
        buffer.compact();
        if (buffer.position() == 0) {
            release();
        }
    }

    private boolean written(long count) {
        bytes += count;
        return count > 0;
    }

    private void writeChunks(ByteBuffer payload) throws IOException {
        while (payload.hasRemaining()) {
            int size = payload.remaining();
            if (chunkLeft == 0 && size <= GATHERED) {
                ByteBuffer buffer = room(0);
                if (size + CHUNK_OVERHEAD > buffer.remaining()) {
                    if (!flush()) {
                        return;
                    }
                    continue;
                }
                chunkSize(buffer, size);
                buffer.put(payload).put((byte) '\r').put((byte) '\n');
            } else {
                if (chunkLeft == 0) {
                    chunkSize(room(CHUNK_OVERHEAD), size);
                    chunkLeft = size;
                }
                if (!writeChunk(payload)) {
                    return;
                }
            }
        }
    }

    /** Goes on with a chunk whose size is said; false if the kernel has not taken its payload yet. */
    private boolean writeChunk(ByteBuffer payload) throws IOException {
        ByteBuffer before = room(0).flip();
        ByteBuffer behind = endOfChunk();
        int limit = payload.limit();
        payload.limit(payload.position() + Math.min(payload.remaining(), chunkLeft));
        int from = payload.position();
        gathered[0] = before;
        gathered[1] = payload;
        gathered[2] = behind;
        int count = payload.remaining() == chunkLeft ? 3 : 2;
        try {
            while (payload.hasRemaining() && written(conduit.write(gathered, 0, count))) {
                // the kernel takes more
            }
        } finally {
            chunkLeft -= payload.position() - from;
            payload.limit(limit);
            before.compact();
        }
        if (chunkLeft > 0) {
            return !payload.hasRemaining();
        }
        before.put(behind);
        if (before.position() == 0) {
            release();
        }
        return true;
    }

    private ByteBuffer endOfChunk() {
        ByteBuffer own = endOfChunk;
        if (own == null) {
            own = END_OF_CHUNK.duplicate();
            endOfChunk = own;
        }
        return own.rewind();
    }

    private static void chunkSize(ByteBuffer buffer, int size) {
        int shift = 28;
        while (size >>> shift == 0) {
            shift -= 4;
        }
        for (; shift >= 0; shift -= 4) {
            buffer.put(HEX[size >>> shift & 15]);
        }
        buffer.put((byte) '\r').put((byte) '\n');
    }

    @Override
    public boolean flush() throws IOException {
        ByteBuffer buffer = held;
        if (buffer == null) {
            return conduit.flush();
        }
        buffer.flip();
        while (buffer.hasRemaining() && written(conduit.write(buffer))) {
            // the kernel takes more
        }
        buffer.compact();
        if (buffer.position() > 0) {
            return false;
        }
        release();
        return conduit.flush();
    }

    @Override
    public boolean end() throws IOException {
        if (framing == Framing.LENGTH && remaining > 0) {
            throw new IllegalStateException("a body is shorter than its announced length");
        }
        if (chunkLeft > 0) {
            throw new IllegalStateException("a chunk is shorter than its announced size");
        }
        if (!ended && framing == Framing.CHUNKED) {
            lastChunk();
        }
        ended = true;
        return flush();
    }

    private void lastChunk() {
        Fields behind = trailers;
        trailers = null;
        ByteBuffer buffer = room(5 + (behind == null ? 0 : behind.length() + 4 * behind.count()));
        buffer.put((byte) '0').put((byte) '\r').put((byte) '\n');
        for (int i = 0; behind != null && i < behind.count(); i++) {
            if (!behind.dropped(i)) {
                buffer.put(behind.bytes(), behind.nameStart(i), behind.nameEnd(i) - behind.nameStart(i))
                        .put((byte) ':')
                        .put((byte) ' ')
                        .put(behind.bytes(), behind.valueStart(i), behind.valueEnd(i) - behind.valueStart(i))
                        .put((byte) '\r')
                        .put((byte) '\n');
            }
        }
        buffer.put((byte) '\r').put((byte) '\n');
    }

    @Override
    public void trailers(Fields fields) {
        trailers = fields;
    }

    @Override
    public void shutdown() throws IOException {
        conduit.terminateWrites();
        conduit.flush();
    }

    /** Gives the buffer back, whatever is in it. */
    void release() {
        ByteBuffer buffer = held;
        if (buffer != null) {
            held = null;
            buffers.give(buffer);
        }
    }

    @Override
    public void resume() {
        conduit.resumeWrites();
    }

    @Override
    public void suspend() {
        if (conduit.isWriteResumed()) {
            conduit.suspendWrites();
        }
    }
}
