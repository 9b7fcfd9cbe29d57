package tandem.proxy.tls.boringssl;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Where direct buffers lie. Any thread. */
final class Addresses {
    private static final int SCRATCH = 17 * 1024;

    /** Deliberate: a thread's own room for bytes that lie in arrays or in several pieces; it holds more than a record. */
    private static final ThreadLocal<ByteBuffer> ROOM =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(SCRATCH));

    private Addresses() {}

    /** The address of the byte at its position; whoever uses it has the buffer at hand until it is done. */
    static long of(ByteBuffer direct) {
        return MemorySegment.ofBuffer(direct).address();
    }

    /** This thread's, empty. */
    static ByteBuffer room() {
        return ROOM.get().clear();
    }
}
