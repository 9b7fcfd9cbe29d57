package tandem.proxy;

import java.nio.ByteBuffer;

/**
 * One I/O thread's stacks of direct buffers: small ones for heads and trickles, a few large ones for bodies that flow. Bounded;
 * what is too much is left to the collector. That thread only.
 */
final class IoBuffers {
    /** The size of a buffer in bytes. */
    static final int SIZE = 16 * 1024;

    /** The size of a large buffer in bytes. */
    static final int LARGE = 128 * 1024;

    private static final int KEPT = 256;
    private static final int MOST_LARGE = 32;

    private final ByteBuffer[] stack = new ByteBuffer[KEPT];
    private final ByteBuffer[] large = new ByteBuffer[MOST_LARGE];
    private int count;
    private int largeCount;
    private int largeMade;
    private int lent;

    /** An empty buffer of {@link #SIZE}, ready to be filled. */
    ByteBuffer take() {
        lent++;
        return count == 0 ? ByteBuffer.allocateDirect(SIZE) : stack[--count].clear();
    }

    /** An empty buffer of {@link #LARGE}, or a small one while too many large ones are in use. */
    ByteBuffer takeLarge() {
        if (largeCount > 0) {
            lent++;
            return large[--largeCount].clear();
        }
        if (largeMade == MOST_LARGE) {
            return take();
        }
        largeMade++;
        lent++;
        return ByteBuffer.allocateDirect(LARGE);
    }

    /** Takes a buffer back; one that did not come from here is forgotten. */
    void give(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            return;
        }
        lent--;
        if (buffer.capacity() == LARGE) {
            large[largeCount++] = buffer;
        } else if (count < KEPT) {
            stack[count++] = buffer;
        }
    }

    /** How many buffers are in use. */
    int lent() {
        return lent;
    }
}
