package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;

/**
 * The frames of one connection on their way to the client, of all its streams in the order of their making; they leave in as few
 * writes as can be. Bodies are taken up to a bound; the frames of the protocol itself always find room. One I/O thread.
 */
final class Http2Outbox {
    private static final int MOST_CONTROL = 16 * 1024;

    private final IoBuffers buffers;
    private final StreamSinkConduit conduit;
    private @Nullable ByteBuffer held;
    private int sent;
    private long flushed;
    private boolean blocked;

    Http2Outbox(IoBuffers buffers, StreamSinkConduit conduit) {
        this.buffers = buffers;
        this.conduit = conduit;
    }

    /** How many bytes wait. */
    int pending() {
        ByteBuffer buffer = held;
        return buffer == null ? 0 : buffer.position() - sent;
    }

    /** How many bytes of frames with payload may still be added: as many as a buffer of the thread's holds. */
    int space() {
        ByteBuffer buffer = held;
        boolean large = buffer != null && buffer.capacity() >= IoBuffers.LARGE || buffers.hasLarge();
        return (large ? IoBuffers.LARGE : IoBuffers.SIZE) - pending();
    }

    /** Whether the client takes so little that nothing more should be read of it. */
    boolean clogged() {
        return blocked && pending() > MOST_CONTROL;
    }

    /** Whether the kernel would not take all at the last try. */
    boolean blocked() {
        return blocked;
    }

    /** How many bytes are with the kernel so far. */
    long flushed() {
        return flushed;
    }

    /** Where the frames end that were added so far, for {@link #reached}. */
    long mark() {
        return flushed + pending();
    }

    /** Whether everything up to a mark is with the kernel. */
    boolean reached(long mark) {
        return flushed >= mark;
    }

    /** A buffer with room for so many bytes, which are to be written at once. */
    ByteBuffer room(int bytes) {
        ByteBuffer buffer = held;
        if (buffer == null) {
            buffer = fresh(bytes);
        } else if (buffer.remaining() < bytes) {
            buffer = moved(buffer, bytes);
        }
        held = buffer;
        return buffer;
    }

    private ByteBuffer fresh(int bytes) {
        if (bytes > IoBuffers.LARGE) {
            return ByteBuffer.allocate(bytes);
        }
        ByteBuffer buffer = bytes > IoBuffers.SIZE ? buffers.takeLarge() : buffers.take();
        if (buffer.capacity() >= bytes) {
            return buffer;
        }
        buffers.give(buffer);
        return ByteBuffer.allocate(bytes);
    }

    /** Makes room: to the front if that is enough, else in a larger buffer. */
    private ByteBuffer moved(ByteBuffer buffer, int bytes) {
        int pending = buffer.position() - sent;
        buffer.limit(buffer.position()).position(sent);
        sent = 0;
        if (pending + bytes <= buffer.capacity()) {
            return buffer.compact();
        }
        int wanted =
                Math.min(Math.max(pending + bytes, buffer.capacity() * 2), Math.max(IoBuffers.LARGE, pending + bytes));
        ByteBuffer larger = fresh(wanted);
        larger.put(buffer);
        buffers.give(buffer);
        return larger;
    }

    /**
     * Pushes out what waits.
     *
     * @return whether all is with the kernel
     */
    boolean flush() throws IOException {
        ByteBuffer buffer = held;
        if (buffer != null) {
            int end = buffer.position();
            int capacity = buffer.capacity();
            buffer.limit(end).position(sent);
            try {
                int written;
                do {
                    written = conduit.write(buffer);
                } while (buffer.hasRemaining() && written > 0);
            } finally {
                flushed += buffer.position() - sent;
                sent = buffer.position();
                buffer.limit(capacity).position(end);
            }
            if (sent < end) {
                blocked = true;
                return false;
            }
            release();
        }
        blocked = !conduit.flush();
        return !blocked;
    }

    /** Ends the sending half. */
    void shutdown() throws IOException {
        conduit.terminateWrites();
        conduit.flush();
    }

    void resume() {
        conduit.resumeWrites();
    }

    void suspend() {
        if (conduit.isWriteResumed()) {
            conduit.suspendWrites();
        }
    }

    /** Gives the buffer back, whatever is in it. */
    void release() {
        ByteBuffer buffer = held;
        if (buffer != null) {
            held = null;
            sent = 0;
            buffers.give(buffer);
        }
    }
}
