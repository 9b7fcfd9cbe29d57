package tandem.proxy;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One I/O thread's stacks of direct buffers: small ones for heads and trickles, a few large ones for bodies that flow. What they keep is bounded;
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
    private final AtomicLong lent = new AtomicLong();
    private long most;
    private int count;
    private int largeCount;
    private int largeMade;

    /**
     * An empty stack.
     *
     * @param most the bytes that may be in use before {@link #exhausted}
     */
    IoBuffers(long most) {
        this.most = most;
    }

    /** From now on so many bytes may be in use before {@link #exhausted}. */
    void limit(long bytes) {
        most = bytes;
    }

    private void lend(int bytes) {
        lent.setRelease(lent.getPlain() + bytes);
    }

    /** An empty buffer of {@link #SIZE}, ready to be filled. */
    ByteBuffer take() {
        lend(SIZE);
        return count == 0 ? ByteBuffer.allocateDirect(SIZE) : stack[--count].clear();
    }

    /** An empty buffer of {@link #LARGE}, or a small one while too many large ones are in use. */
    ByteBuffer takeLarge() {
        if (largeCount > 0) {
            lend(LARGE);
            return large[--largeCount].clear();
        }
        if (largeMade == MOST_LARGE) {
            return take();
        }
        largeMade++;
        lend(LARGE);
        return ByteBuffer.allocateDirect(LARGE);
    }

    /** Whether {@link #takeLarge} has a large one. */
    boolean hasLarge() {
        return largeCount > 0 || largeMade < MOST_LARGE;
    }

    /** Takes a buffer back; one that did not come from here is forgotten. */
    void give(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            return;
        }
        lend(-buffer.capacity());
        if (buffer.capacity() == LARGE) {
            large[largeCount++] = buffer;
        } else if (count < KEPT) {
            stack[count++] = buffer;
        }
    }

    /** How many bytes the buffers in use have; any thread. */
    long lent() {
        return lent.get();
    }

    /** Whether nothing should be begun that needs more. */
    boolean exhausted() {
        return lent.getPlain() > most;
    }
}
