package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import tandem.core.config.ClientLimits;
import tandem.core.config.ClientTimeouts;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.count.Counters;
import tandem.core.port.NodeClock;
import tandem.proxy.http.Framing;
import tandem.proxy.http.ResponseHead;
import tandem.proxy.http2.FrameBytes;

/** A running front that speaks HTTP/2 and HTTP/1, whose exchanges a test handles. */
abstract class Http2FrontBench {
    final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    volatile ClientExchangeContract.Handling handling = (loop, exchange) -> exchange.abort();
    private XnioWorker worker;
    private Listeners listeners;
    IoLoops loops;
    int port;

    @BeforeEach
    void open() throws IOException {
        worker = Xnio.getInstance()
                .createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1, Options.THREAD_DAEMON, true));
        loops = new IoLoops(1, thread -> new IoLoop(thread, NodeClock.SYSTEM, new Counters(), new FlowGroups()));
        FrontBuffers buffers = new FrontBuffers(loops);
        ExchangeHandler handler = (loop, exchange, refused) -> {
            try {
                if (refused == null) {
                    handling.handle(loop, exchange);
                } else {
                    seen.add("refused " + refused.status() + " " + refused.sentence());
                    BodySink sink = exchange.respond(head(refused.status(), Framing.LENGTH, 0));
                    assertThat(sink.end()).isTrue();
                    exchange.complete();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        listeners = new Listeners(
                worker,
                (name, listener) -> new ProtocolChoice(
                        new Http1OpenListener(
                                name, ClientTimeouts.DEFAULT, ClientLimits.DEFAULT, loops, buffers, handler),
                        new Http2Front(
                                name,
                                ClientTimeouts.DEFAULT,
                                ClientLimits.DEFAULT,
                                loops,
                                new Http2Metrics(new SimpleMeterRegistry()),
                                handler)));
        listeners.start(
                Map.of("web", new ListenerConfig(ListenAddress.parse("*:0")).withHttp2(true)),
                Optional.of(InetAddress.getLoopbackAddress()));
        port = listeners.port("web");
    }

    @AfterEach
    void close() {
        listeners.close();
        worker.shutdown();
    }

    /** Whatever happened, every buffer is back and no request runs. */
    void allGivenBack() {
        Awaitility.await().untilAsserted(() -> {
            assertThat(loops.sum(IoLoop::openClients)).isZero();
            assertThat(loops.sum(IoLoop::running)).isZero();
            assertThat(loops.sum(loop -> loop.buffers().lent())).isZero();
        });
    }

    String next() throws InterruptedException {
        String next = seen.poll(10, TimeUnit.SECONDS);
        return next == null ? fail("nothing was seen") : next;
    }

    static ResponseHead head(int status, Framing framing, long length) {
        ResponseHead head = new ResponseHead();
        head.begin(status, "Fine", true);
        head.fields().add("X-Field", "value");
        head.framing(framing, length);
        return head;
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    static void answer(ClientExchange exchange, String body) throws IOException {
        boolean toHead = exchange.head().methodIs("HEAD");
        BodySink sink = exchange.respond(head(200, toHead ? Framing.NONE : Framing.LENGTH, body.length()));
        if (!toHead) {
            sink.write(bytes(body));
        }
        assertThat(sink.end()).isTrue();
        exchange.complete();
    }

    static FrameBytes get(int stream, String path) {
        return new FrameBytes().get(stream, path);
    }

    static FrameBytes post(int stream) {
        return new FrameBytes().headers(stream, false, FrameBytes.request("POST", "/"));
    }

    static void send(ClientExchange exchange, String body) {
        BodySink sink = exchange.respond(head(200, Framing.LENGTH, body.length()));
        ByteBuffer rest = bytes(body);
        Reactions reactions = new Reactions() {
            @Override
            public void responseWritable() {
                try {
                    sink.write(rest);
                    if (rest.hasRemaining() || !sink.end()) {
                        sink.resume();
                    } else {
                        exchange.complete();
                    }
                } catch (IOException e) {
                    exchange.abort();
                }
            }

            @Override
            public void clientFinished() {
                exchange.abort();
            }

            @Override
            public void clientGone() {
                exchange.abort();
            }
        };
        exchange.listen(reactions);
        reactions.responseWritable();
    }

    static Reactions aborting(ClientExchange exchange) {
        return new Reactions() {
            @Override
            public void clientFinished() {
                exchange.abort();
            }

            @Override
            public void clientGone() {
                exchange.abort();
            }
        };
    }

    /** Reacts to nothing unless told otherwise. */
    static class Reactions implements ClientExchange.Listener {
        @Override
        public void bodyReadable() {}

        @Override
        public void responseWritable() {}

        @Override
        public void clientFinished() {}

        @Override
        public void clientGone() {}
    }
}
