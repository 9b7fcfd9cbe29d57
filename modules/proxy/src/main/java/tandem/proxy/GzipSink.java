package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import tandem.proxy.http.Fields;

/**
 * Compresses a body by gzip (RFC 1952) on its way to another sink. Takes no more than that one does: it holds one buffer. What a
 * {@link #flush} follows is with the client whole, so that events and other trickles are not held back. One I/O thread.
 */
final class GzipSink implements BodySink {
    private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final byte[] NOTHING = {};
    // for zlib's mark of a flush and for gzip's end; zlib repeats the mark where less is left
    private static final int LEAST_ROOM = 64;

    private final IoLoop loop;
    private final ProxyMetrics metrics;
    private final CRC32 sum = new CRC32();
    private final BodySink to;
    private @Nullable Deflater deflater;
    private @Nullable ByteBuffer held;
    private boolean unflushed;
    private long taken;
    private long passed;

    /** @param deflater fresh; goes back to the thread's once the body has ended or was released */
    GzipSink(IoLoop loop, ProxyMetrics metrics, Deflater deflater, BodySink to) {
        this.loop = loop;
        this.metrics = metrics;
        this.deflater = deflater;
        this.to = to;
        buffer().put(HEAD);
    }

    private ByteBuffer buffer() {
        ByteBuffer buffer = held;
        if (buffer == null) {
            buffer = loop.buffers().take();
            held = buffer;
        }
        return buffer;
    }

    /** Whether the buffer has room, now or after the sink behind has taken what is in it. */
    private boolean room() throws IOException {
        return buffer().remaining() >= LEAST_ROOM || passOn();
    }

    /** Whether the sink behind has taken all of the buffer. */
    private boolean passOn() throws IOException {
        ByteBuffer buffer = held;
        if (buffer == null) {
            return true;
        }
        buffer.flip();
        try {
            to.write(buffer);
        } finally {
            passed += buffer.position();
            buffer.compact();
        }
        return buffer.position() == 0;
    }

    @Override
    public void write(ByteBuffer payload) throws IOException {
        Deflater engine = deflater;
        if (engine == null) {
            throw new IllegalStateException("a body that has ended got more");
        }
        int limit = payload.limit();
        while (payload.hasRemaining() && room()) {
            int start = payload.position();
            engine.setInput(payload);
            engine.deflate(buffer(), Deflater.NO_FLUSH);
            int used = payload.position();
            taken += used - start;
            unflushed = true;
            payload.limit(used).position(start);
            sum.update(payload);
            payload.limit(limit);
        }
        // the payload's buffer is about to carry something else
        engine.setInput(NOTHING);
    }

    @Override
    public boolean flush() throws IOException {
        Deflater engine = deflater;
        while (unflushed && engine != null) {
            if (!room()) {
                return false;
            }
            engine.deflate(buffer(), Deflater.SYNC_FLUSH);
            unflushed = !buffer().hasRemaining();
        }
        if (!passOn()) {
            return false;
        }
        giveBuffer();
        return to.flush();
    }

    @Override
    public boolean end() throws IOException {
        Deflater engine = deflater;
        if (engine != null) {
            engine.finish();
            while (!engine.finished()) {
                if (!room()) {
                    return false;
                }
                engine.deflate(buffer(), Deflater.NO_FLUSH);
            }
            if (!room()) {
                return false;
            }
            buffer().putInt(Integer.reverseBytes((int) sum.getValue())).putInt(Integer.reverseBytes((int) taken));
            giveDeflater();
            metrics.compressed(taken, passed + buffer().position());
        }
        if (!passOn()) {
            return false;
        }
        giveBuffer();
        return to.end();
    }

    /** Compressed bytes that went on. */
    long passed() {
        return passed;
    }

    /** Gives back what it holds; what is under way is lost. */
    void release() {
        giveDeflater();
        giveBuffer();
    }

    private void giveDeflater() {
        Deflater engine = deflater;
        if (engine != null) {
            deflater = null;
            loop.deflaters().give(engine);
        }
    }

    private void giveBuffer() {
        ByteBuffer buffer = held;
        if (buffer != null) {
            held = null;
            loop.buffers().give(buffer);
        }
    }

    @Override
    public void trailers(Fields fields) {
        to.trailers(fields);
    }

    @Override
    public void shutdown() {
        throw new IllegalStateException("blind bytes are not compressed");
    }

    @Override
    public void resume() {
        to.resume();
    }

    @Override
    public void suspend() {
        to.suspend();
    }
}
