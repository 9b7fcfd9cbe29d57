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
import tandem.core.config.ClientLimits;
import tandem.proxy.http.BadMessage;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.Fields;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.RequestParser;
import tandem.proxy.http.ResponseHead;
import tandem.proxy.http.ResponseParser;
import tandem.proxy.http.Targets;

/** Heads: parsed, and their kept fields written anew. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadBenchmark {
    @Param({"5", "15", "40"})
    public int fields;

    private final RequestParser requestParser = new RequestParser(ClientLimits.DEFAULT, new Targets());
    private final RequestHead request = new RequestHead();
    private final ResponseParser responseParser = new ResponseParser();
    private final ResponseHead response = new ResponseHead();
    private final HeadBytes out = new HeadBytes();
    private ByteBuffer requestBytes = ByteBuffer.allocateDirect(0);
    private ByteBuffer responseBytes = ByteBuffer.allocateDirect(0);

    @Setup
    public void makeHeads() {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i < fields; i++) {
            lines.append("X-Field-").append(i).append(": a value of usual length, ").append(i).append("\r\n");
        }
        requestBytes = direct("GET /shop/item?id=42 HTTP/1.1\r\nHost: shop.example\r\n" + lines + "\r\n");
        responseBytes = direct("HTTP/1.1 200 OK\r\nContent-Length: 35\r\n" + lines + "\r\n");
    }

    private static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Benchmark
    public boolean parseRequest() throws BadRequest {
        requestParser.begin(request);
        return requestParser.parse(requestBytes.rewind(), request);
    }

    @Benchmark
    public boolean parseResponse() throws BadMessage {
        responseParser.begin(response);
        return responseParser.parse(responseBytes.rewind(), response);
    }

    @Benchmark
    public int parseAndSerialise() throws BadRequest {
        parseRequest();
        Fields kept = request.fields();
        out.clear().put(request.method()).put(' ').put(request.target()).put(" HTTP/1.1").crlf();
        for (int i = 0; i < kept.count(); i++) {
            out.field(kept, i);
        }
        return out.crlf().length();
    }
}
