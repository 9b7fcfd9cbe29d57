package tandem.e2e.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tandem.proxy.http.BadMessage;
import tandem.proxy.http.BodyDecoder;
import tandem.proxy.http.Framing;

/** A chunked body of 64 KiB, decoded. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChunkBenchmark {
    private static final int BODY = 64 * 1024;

    @Param({"64", "4096", "65536"})
    public int chunk;

    private final BodyDecoder decoder = new BodyDecoder();
    private final ByteBuffer out = ByteBuffer.allocateDirect(BODY);
    private ByteBuffer body = ByteBuffer.allocateDirect(0);

    @Setup
    public void makeBody() {
        String one = Integer.toHexString(chunk) + "\r\n" + "x".repeat(chunk) + "\r\n";
        byte[] bytes = (one.repeat(BODY / chunk) + "0\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        body = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Benchmark
    public int decode() throws BadMessage {
        decoder.begin(Framing.CHUNKED, 0);
        return decoder.decode(body.rewind(), out.clear());
    }
}
