package tandem.proxy;

import java.nio.ByteBuffer;

/** One I/O thread's stack of direct buffers; bounded, what is too much is left to the collector. That thread only. */
final class IoBuffers {
    /** The size of a buffer in bytes. */
    static final int SIZE = 16 * 1024;

    private static final int KEPT = 256;

    private final ByteBuffer[] stack = new ByteBuffer[KEPT];
    private int count;

    /** An empty buffer of {@link #SIZE}, ready to be filled. */
    ByteBuffer take() {
        return count == 0 ? ByteBuffer.allocateDirect(SIZE) : stack[--count].clear();
    }

    /** Takes a buffer back; one of another size is forgotten. */
    void give(ByteBuffer buffer) {
        if (count < KEPT && buffer.isDirect() && buffer.capacity() == SIZE) {
            stack[count++] = buffer;
        }
    }
}
