package tandem.proxy.tls;

import java.nio.ByteBuffer;

/** One I/O thread's stack of direct buffers that hold a whole TLS record; bounded. That thread only. */
public final class NetBuffers {
    /** Larger than any record that Java's engine makes or takes (16,709 bytes). */
    static final int SIZE = 17 * 1024;

    private static final int KEPT = 128;

    private final ByteBuffer[] stack = new ByteBuffer[KEPT];
    private int count;

    /** An empty buffer, ready to be filled. */
    ByteBuffer take() {
        return count == 0 ? ByteBuffer.allocateDirect(SIZE) : stack[--count].clear();
    }

    void give(ByteBuffer buffer) {
        if (count < KEPT) {
            stack[count++] = buffer;
        }
    }
}
