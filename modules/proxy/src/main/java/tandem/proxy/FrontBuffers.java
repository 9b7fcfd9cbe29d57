package tandem.proxy;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * Undertow's buffers out of the stacks of the I/O threads, without its global lock. A buffer that is closed on another thread
 * than it came from is left to the collector. Any thread.
 */
final class FrontBuffers implements ByteBufferPool {
    private final IoLoops loops;
    private final @Nullable FrontBuffers arrays;

    FrontBuffers(IoLoops loops) {
        this(loops, true);
    }

    private FrontBuffers(IoLoops loops, boolean direct) {
        this.loops = loops;
        this.arrays = direct ? new FrontBuffers(loops, false) : null;
    }

    @Override
    public PooledByteBuffer allocate() {
        if (arrays == null) {
            return new Pooled(ByteBuffer.allocate(IoBuffers.SIZE), null);
        }
        IoLoop loop = loops.current();
        return loop == null
                ? new Pooled(ByteBuffer.allocateDirect(IoBuffers.SIZE), null)
                : new Pooled(loop.buffers().take(), loop);
    }

    @Override
    public ByteBufferPool getArrayBackedPool() {
        return arrays == null ? this : arrays;
    }

    @Override
    public void close() {
        // the stacks go with their threads
    }

    @Override
    public int getBufferSize() {
        return IoBuffers.SIZE;
    }

    @Override
    public boolean isDirect() {
        return arrays != null;
    }

    private static final class Pooled implements PooledByteBuffer {
        private @Nullable ByteBuffer buffer;
        private final @Nullable IoLoop owner;

        Pooled(ByteBuffer buffer, @Nullable IoLoop owner) {
            this.buffer = buffer;
            this.owner = owner;
        }

        @Override
        public ByteBuffer getBuffer() {
            ByteBuffer open = buffer;
            if (open == null) {
                throw new IllegalStateException("the buffer was given back already");
            }
            return open;
        }

        @Override
        public void close() {
            ByteBuffer open = buffer;
            buffer = null;
            if (open != null && owner != null && owner.thread() == XnioIoThread.currentThread()) {
                owner.buffers().give(open);
            }
        }

        @Override
        public boolean isOpen() {
            return buffer != null;
        }
    }
}
