package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.conduits.StreamSinkConduit;
import tandem.proxy.http.BodyDecoder;
import tandem.proxy.http.Framing;
import tandem.proxy.http.HeadBytes;

class Http1SinkTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\n\r\n";

    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final Random random = new Random(7);
    private int mostAtOnce = Integer.MAX_VALUE;
    private int calls;

    private final StreamSinkConduit kernel = (StreamSinkConduit) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {StreamSinkConduit.class}, (_, method, arguments) -> {
                if (method.getName().equals("write") && arguments.length == 1) {
                    return (int) take((ByteBuffer) arguments[0]);
                }
                if (method.getName().equals("write") && arguments.length == 3) {
                    return take((ByteBuffer[]) arguments[0], (int) arguments[1], (int) arguments[2]);
                }
                return method.getReturnType() == boolean.class ? true : null;
            });

    /** What a kernel does whose buffer has room for so much, and now and then for nothing. */
    private long take(ByteBuffer... buffers) {
        return take(buffers, 0, buffers.length);
    }

    private long take(ByteBuffer[] buffers, int offset, int length) {
        calls++;
        int room = mostAtOnce == Integer.MAX_VALUE ? mostAtOnce : random.nextInt(mostAtOnce);
        long taken = 0;
        for (int i = offset; i < offset + length; i++) {
            while (buffers[i].hasRemaining() && room > 0) {
                wire.write(buffers[i].get());
                room--;
                taken++;
            }
        }
        return taken;
    }

    private static byte[] bytes(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void send(Http1Sink sink, byte[] body, int most) throws IOException {
        HeadBytes head = new HeadBytes();
        head.put(HEAD);
        sink.begin(head, Framing.CHUNKED, 0);
        int from = 0;
        while (from < body.length) {
            int size = Math.min(body.length - from, 1 + random.nextInt(most));
            ByteBuffer payload = ByteBuffer.wrap(body, from, size);
            while (payload.hasRemaining()) {
                sink.write(payload);
            }
            from += size;
        }
        boolean all = sink.end();
        while (!all) {
            all = sink.end();
        }
    }

    private byte[] received(int length) throws IOException {
        ByteBuffer raw = ByteBuffer.wrap(wire.toByteArray());
        assertThat(StandardCharsets.ISO_8859_1
                        .decode(raw.slice(0, HEAD.length()))
                        .toString())
                .isEqualTo(HEAD);
        raw.position(HEAD.length());
        BodyDecoder decoder = new BodyDecoder();
        decoder.begin(Framing.CHUNKED, 0);
        ByteBuffer body = ByteBuffer.allocate(length + 1);
        decoder.decode(raw, body);
        assertThat(decoder.done()).as("the last chunk is there").isTrue();
        assertThat(raw.hasRemaining()).as("nothing is behind it").isFalse();
        byte[] found = new byte[body.position()];
        body.flip().get(found);
        return found;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 100, 5_000, 40_000, Integer.MAX_VALUE})
    void chunks_of_all_sizes_arrive_whole_however_little_the_kernel_takes_at_once(int most) throws IOException {
        mostAtOnce = most;
        IoBuffers buffers = new IoBuffers(Long.MAX_VALUE);
        byte[] body = bytes(400_000, random);

        send(new Http1Sink(buffers, kernel), body, 70_000);

        assertThat(received(body.length)).isEqualTo(body);
        assertThat(buffers.lent()).as("bytes of buffers in use").isZero();
    }

    @Test
    void small_chunks_are_gathered_and_a_large_one_leaves_in_one_call_with_head_and_end() throws IOException {
        Http1Sink sink = new Http1Sink(new IoBuffers(Long.MAX_VALUE), kernel);
        HeadBytes head = new HeadBytes();
        head.put(HEAD);
        sink.begin(head, Framing.CHUNKED, 0);

        sink.write(ByteBuffer.allocate(10));
        sink.write(ByteBuffer.allocate(20));
        assertThat(calls).isZero();
        sink.write(ByteBuffer.allocateDirect(100_000));
        assertThat(calls).isOne();
        assertThat(sink.end()).isTrue();

        assertThat(calls).isEqualTo(2);
        assertThat(received(200_000)).hasSize(100_030);
    }
}
