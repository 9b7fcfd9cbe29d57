package tandem.proxy;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.DefaultByteBufferPool;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A buffer taken and given back: ours beside Undertow's pool, which all threads share. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BufferBenchmark {
    /** One of each I/O thread. */
    @State(Scope.Thread)
    public static class Ours {
        private final IoBuffers buffers = new IoBuffers(Long.MAX_VALUE);
    }

    /** One for all threads. */
    @State(Scope.Benchmark)
    public static class Undertows {
        private final DefaultByteBufferPool pool = new DefaultByteBufferPool(true, IoBuffers.SIZE);

        @TearDown
        public void close() {
            pool.close();
        }
    }

    @Benchmark
    public int own(Ours ours) {
        ByteBuffer buffer = ours.buffers.take();
        ours.buffers.give(buffer);
        return buffer.capacity();
    }

    @Benchmark
    public int undertow(Undertows theirs) {
        try (PooledByteBuffer buffer = theirs.pool.allocate()) {
            return buffer.getBuffer().capacity();
        }
    }
}
