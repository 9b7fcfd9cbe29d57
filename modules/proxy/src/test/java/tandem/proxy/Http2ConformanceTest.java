package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.proxy.http.Framing;
import tandem.proxy.http2.FrameBytes;
import tandem.proxy.http2.H2Case;
import tandem.proxy.http2.H2Cases;

/** Every case of h2spec and those that it lacks, over a socket. */
class Http2ConformanceTest extends Http2FrontBench {
    static List<H2Case> cases() {
        return H2Cases.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void client_is_taken_as_the_standard_says(H2Case each) throws Exception {
        handling = (loop, exchange) -> {
            if (exchange.head().target().equals("/hold")) {
                exchange.listen(aborting(exchange));
            } else {
                answerBehindTheRequest(exchange);
            }
        };

        try (Http2Client client = new Http2Client(port)) {
            FrameBytes before = each.bytes().before();
            if (before.bytes().length > 0) {
                client.send(before).await("DATA 1 ");
            }
            client.send(each.bytes().behind());
            client.settle();

            assertThat(each.flaw(client.lines(), client.closed())).isEmpty();
        }
        allGivenBack();
    }

    private static void answerBehindTheRequest(ClientExchange exchange) throws IOException {
        Reactions reactions = new Reactions() {
            @Override
            public void bodyReadable() {
                try {
                    int read = 1;
                    while (read > 0) {
                        read = exchange.body().read(ByteBuffer.allocate(30_000));
                    }
                    if (read < 0) {
                        respond();
                    } else {
                        exchange.body().resume();
                    }
                } catch (IOException e) {
                    exchange.abort();
                }
            }

            private void respond() {
                if (exchange.head().methodIs("HEAD")) {
                    BodySink sink = exchange.respond(head(200, Framing.NONE, 2));
                    try {
                        sink.end();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    exchange.complete();
                } else {
                    send(exchange, "ok");
                }
            }
        };
        exchange.listen(reactions);
        reactions.bodyReadable();
    }
}
