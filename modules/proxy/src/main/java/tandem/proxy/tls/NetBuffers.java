package tandem.proxy.tls;

import java.nio.ByteBuffer;

/**
 * One I/O thread's stacks of buffers that hold whole TLS records: small ones for one, a few large ones for bodies that flow;
 * bounded. Java's engine gets arrays, since its AES/GCM works through others 512 bytes at a time; BoringSSL gets direct ones. That thread only.
 */
public final class NetBuffers {
    /** Larger than any record that Java's engine makes or takes (16,709 bytes). */
    static final int SIZE = 17 * 1024;

    /** What one write to the kernel may have. */
    static final int LARGE = 4 * SIZE;

    /** The most clear bytes in a record. */
    private static final int RECORD = 16 * 1024;

    private static final int KEPT = 128;
    private static final int MOST_LARGE = 32;

    private final boolean direct;
    private final ByteBuffer[] stack = new ByteBuffer[KEPT];
    private final ByteBuffer[] large = new ByteBuffer[MOST_LARGE];
    private int count;
    private int largeCount;
    private int largeMade;

    /** @param direct whether they lie outside of Java's heap */
    public NetBuffers(boolean direct) {
        this.direct = direct;
    }

    private ByteBuffer made(int bytes) {
        return direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
    }

    /** An empty buffer for one record, ready to be filled. */
    ByteBuffer take() {
        return count == 0 ? made(SIZE) : stack[--count].clear();
    }

    /** An empty buffer for so many clear bytes or the first of them; for one record while too many large ones are in use. */
    ByteBuffer take(long clearBytes) {
        if (clearBytes <= RECORD) {
            return take();
        }
        if (largeCount > 0) {
            return large[--largeCount].clear();
        }
        if (largeMade == MOST_LARGE) {
            return take();
        }
        largeMade++;
        return made(LARGE);
    }

    void give(ByteBuffer buffer) {
        if (buffer.capacity() == LARGE) {
            large[largeCount++] = buffer;
        } else if (count < KEPT) {
            stack[count++] = buffer;
        }
    }
}
