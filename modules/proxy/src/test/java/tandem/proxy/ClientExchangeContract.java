package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.proxy.RawClient.Response;
import tandem.proxy.http.Framing;
import tandem.proxy.http.ResponseHead;

/** What every front that speaks HTTP/1 to clients owes to whoever handles its exchanges. */
abstract class ClientExchangeContract {
    /** What a test does with an exchange, on its I/O thread. */
    interface Handling {
        void handle(IoLoop loop, ClientExchange exchange) throws IOException;
    }

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private volatile Handling handling = (loop, exchange) -> exchange.abort();
    private int port;

    /** Starts the front and returns its port. */
    abstract int start(ExchangeHandler handler) throws IOException;

    abstract void stop();

    @BeforeEach
    void open() throws IOException {
        port = start((loop, exchange, refused) -> {
            try {
                if (refused == null) {
                    handling.handle(loop, exchange);
                } else {
                    seen.add("malformed");
                    exchange.abort();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @AfterEach
    void close() {
        stop();
    }

    private String next() throws InterruptedException {
        String next = seen.poll(10, TimeUnit.SECONDS);
        return next == null ? fail("nothing was seen") : next;
    }

    private static ResponseHead head(int status, Framing framing, long length) {
        ResponseHead head = new ResponseHead();
        head.begin(status, "Fine", true);
        head.fields().add("X-Field", "value");
        head.framing(framing, length);
        return head;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void answer(ClientExchange exchange, String body) throws IOException {
        BodySink sink = exchange.respond(head(200, Framing.LENGTH, body.length()));
        sink.write(bytes(body));
        assertThat(sink.end()).isTrue();
        exchange.complete();
    }

    @Test
    void head_shows_method_target_host_and_fields() throws Exception {
        handling = (loop, exchange) -> {
            seen.add(exchange.head().method() + " " + exchange.head().target() + " "
                    + exchange.head().host());
            seen.add(exchange.client().listener() + " " + exchange.client().addressText());
            seen.add(String.valueOf(exchange.bodyComplete()));
            answer(exchange, "ok");
        };

        Response response = RawClient.once(port, "GET /a?b HTTP/1.1\r\nHost: Shop.example:81\r\n\r\n");

        assertThat(next()).isEqualTo("GET /a?b shop.example");
        assertThat(next()).isEqualTo("web 127.0.0.1");
        assertThat(next()).isEqualTo("true");
        assertThat(response.body()).isEqualTo("ok");
        assertThat(response.field("X-Field")).isEqualTo("value");
    }

    @Test
    void connection_serves_the_next_exchange_after_complete() throws Exception {
        handling = (loop, exchange) -> answer(exchange, exchange.head().target());

        try (RawClient client = new RawClient(port)) {
            assertThat(client.ask(RawClient.get("/1")).body()).isEqualTo("/1");
            assertThat(client.send(RawClient.get("/2") + RawClient.get("/3"))
                            .read()
                            .body())
                    .isEqualTo("/2");
            assertThat(client.read().body()).isEqualTo("/3");
        }
    }

    @Test
    void body_is_read_in_pieces_to_its_end() throws Exception {
        handling = this::echoAtTheEnd;

        try (RawClient client = new RawClient(port)) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            client.send("2\r\nde\r\n0\r\n\r\n" + RawClient.post("/", "second"));

            assertThat(client.read().body()).isEqualTo("abcde");
            assertThat(client.read().body()).isEqualTo("second");
        }
    }

    private void echoAtTheEnd(IoLoop loop, ClientExchange exchange) {
        StringBuilder body = new StringBuilder();
        Reactions reactions = new Reactions() {
            @Override
            public void bodyReadable() {
                ByteBuffer buffer = ByteBuffer.allocate(100);
                try {
                    int read = exchange.body().read(buffer);
                    if (read < 0) {
                        answer(exchange, body.toString());
                    } else if (read > 0) {
                        body.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
                        bodyReadable();
                    }
                } catch (IOException e) {
                    seen.add("broken");
                    exchange.abort();
                }
            }
        };
        exchange.listen(reactions);
        reactions.bodyReadable();
    }

    @Test
    void body_that_is_cut_short_or_malformed_is_never_complete() throws Exception {
        handling = this::echoAtTheEnd;

        try (RawClient client = new RawClient(port)) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX");
            assertThat(next()).isEqualTo("broken");
        }
        try (RawClient client = new RawClient(port)) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc");
            client.socket.shutdownOutput();
            assertThat(next()).isEqualTo("broken");
        }
    }

    @Test
    void interim_response_goes_before_the_last_one() throws Exception {
        handling = (loop, exchange) -> {
            exchange.interim(head(103, Framing.NONE, -1));
            answer(exchange, "ok");
        };

        try (RawClient client = new RawClient(port)) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(103);
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    @Test
    void body_of_unknown_length_is_framed_for_the_clients_version() throws Exception {
        handling = (loop, exchange) -> {
            BodySink sink = exchange.respond(head(200, Framing.UNTIL_CLOSE, -1));
            sink.write(bytes("one"));
            assertThat(sink.flush()).isTrue();
            sink.write(bytes("two"));
            assertThat(sink.end()).isTrue();
            exchange.complete();
        };

        assertThat(RawClient.once(port, RawClient.get("/")).body()).isEqualTo("onetwo");
        assertThat(RawClient.once(port, "GET / HTTP/1.0\r\n\r\n").body()).isEqualTo("onetwo");
    }

    @Test
    void aborted_response_does_not_look_complete() throws Exception {
        handling = (loop, exchange) -> {
            BodySink sink = exchange.respond(head(200, Framing.CHUNKED, -1));
            sink.write(bytes("one"));
            sink.flush();
            exchange.abort();
        };

        try (RawClient client = new RawClient(port)) {
            assertThat(client.send(RawClient.get("/")).readToEnd()).doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void unread_request_ends_the_connection_behind_its_response() throws Exception {
        handling = (loop, exchange) -> answer(exchange, "no");

        try (RawClient client = new RawClient(port)) {
            Response response = client.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\nbegin");

            assertThat(response.field("Connection")).isEqualTo("close");
            client.socket.shutdownOutput();
            assertThat(client.readToEnd()).isIn("", "[reset]");
        }
    }

    @Test
    void handler_hears_of_a_client_that_finished_and_of_one_that_is_gone() throws Exception {
        handling = (loop, exchange) -> exchange.listen(new Reactions() {
            @Override
            public void clientFinished() {
                seen.add("finished");
            }

            @Override
            public void clientGone() {
                seen.add("gone");
                exchange.abort();
            }
        });

        try (RawClient client = new RawClient(port)) {
            client.send(RawClient.get("/")).socket.shutdownOutput();
            assertThat(next()).isEqualTo("finished");
        }
        try (RawClient client = new RawClient(port)) {
            client.send(RawClient.get("/"));
            client.socket.setSoLinger(true, 0);
        }
        assertThat(next()).isEqualTo("gone");
    }

    @Test
    void malformed_head_is_told_and_not_handled() throws Exception {
        handling = (loop, exchange) -> fail("handled");

        try (RawClient client = new RawClient(port)) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nContent_Length: 3\r\n\r\n");
            assertThat(next()).isEqualTo("malformed");
        }
    }

    /** Reacts to nothing unless told otherwise. */
    private static class Reactions implements ClientExchange.Listener {
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
