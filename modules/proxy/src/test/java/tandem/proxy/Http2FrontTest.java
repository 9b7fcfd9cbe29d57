package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import tandem.proxy.http.Fields;
import tandem.proxy.http.Framing;
import tandem.proxy.http2.ErrorCode;
import tandem.proxy.http2.FrameBytes;
import tandem.proxy.http2.HpackWriter;
import tandem.proxy.http2.Session;

/** What {@link ClientExchangeContract} asks of fronts, of the one that speaks HTTP/2. */
class Http2FrontTest extends Http2FrontBench {
    @Test
    void head_shows_method_target_host_and_fields() throws Exception {
        handling = (loop, exchange) -> {
            Fields fields = exchange.head().fields();
            StringBuilder text = new StringBuilder(exchange.head().method() + " "
                    + exchange.head().target() + " " + exchange.head().host() + " "
                    + exchange.client().listener() + " " + exchange.bodyComplete());
            for (int i = 0; i < fields.count(); i++) {
                text.append(' ').append(fields.name(i)).append('=').append(fields.value(i));
            }
            seen.add(text.toString());
            answer(exchange, "ok");
        };
        HpackWriter block = FrameBytes.request("GET", "/a?b")
                .field("cookie", "a=1")
                .field("x-a", "b")
                .field("cookie", "c=2");

        try (Http2Client client = new Http2Client(port)) {
            client.send(new FrameBytes().headers(1, true, block));

            assertThat(next()).isEqualTo("GET /a?b shop.example web true x-a=b host=shop.example cookie=a=1; c=2");
            assertThat(client.await("HEADERS 1")).contains(":status=200", "x-field=value", "content-length=2", "date=");
            client.await("DATA 1 end ok");
        }
        allGivenBack();
    }

    @Test
    void many_streams_are_answered_on_one_connection() throws Exception {
        handling = (loop, exchange) -> answer(exchange, exchange.head().target());

        try (Http2Client client = new Http2Client(port)) {
            for (int first = 0; first < 500; first += Session.MOST_STREAMS) {
                FrameBytes many = new FrameBytes();
                for (int i = first; i < first + Session.MOST_STREAMS; i++) {
                    many.get(2 * i + 1, "/" + i);
                }
                client.send(many);
                for (int i = first; i < first + Session.MOST_STREAMS; i++) {
                    client.await("DATA " + (2 * i + 1) + " end /" + i);
                }
            }
        }
        allGivenBack();
    }

    @Test
    void body_is_read_in_pieces_to_its_end_with_its_trailers() throws Exception {
        handling = this::echoAtTheEnd;

        try (Http2Client client = new Http2Client(port)) {
            client.send(post(1).data(1, false, "abc"));
            client.send(post(3).data(3, true, "other"));
            client.await("DATA 3 end other");
            client.send(new FrameBytes()
                    .data(1, false, "de")
                    .headers(1, true, new HpackWriter().field("x-sum", "7").field("host", "evil")));

            client.await("DATA 1 end abcde+x-sum=7");
        }
        allGivenBack();
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
                        Fields trailers = exchange.body().trailers();
                        for (int i = 0; trailers != null && i < trailers.count(); i++) {
                            body.append(trailers.dropped(i) ? "" : "+" + trailers.name(i) + "=" + trailers.value(i));
                        }
                        answer(exchange, body.toString());
                    } else if (read > 0) {
                        body.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
                        bodyReadable();
                    } else {
                        exchange.body().resume();
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
    void body_that_nobody_reads_is_held_within_its_window() throws Exception {
        BlockingQueue<Runnable> later = new LinkedBlockingQueue<>();
        handling = (loop, exchange) -> {
            exchange.listen(new Reactions());
            later.add(() -> loop.thread().execute(() -> echoAtTheEnd(loop, exchange)));
        };

        try (Http2Client client = new Http2Client(port)) {
            client.send(post(1));
            for (int i = 0; i < 6; i++) {
                client.send(new FrameBytes().data(1, false, "0123456789".repeat(1000)));
            }
            client.settle();
            assertThat(loops.sum(loop -> loop.buffers().lent())).isBetween(60_000L, 100_000L);
            assertThat(client.lines()).noneMatch(line -> line.startsWith("WINDOW_UPDATE 1"));

            later.take().run();
            client.await("WINDOW_UPDATE 1 ");
            client.send(new FrameBytes().data(1, true, "end"));
            client.await(line -> line.startsWith("DATA 1 ") && line.endsWith("end"));
        }
        allGivenBack();
    }

    @Test
    void body_that_is_cut_short_or_malformed_is_never_complete() throws Exception {
        handling = this::echoAtTheEnd;

        try (Http2Client client = new Http2Client(port)) {
            client.send(new FrameBytes()
                    .headers(1, false, FrameBytes.request("POST", "/").field("content-length", "3"))
                    .data(1, true, "abcd"));
            assertThat(next()).isEqualTo("broken");
            client.await("RST_STREAM 1");
            client.send(post(3).data(3, false, "abc"));
            client.socket.shutdownOutput();
            assertThat(next()).isEqualTo("broken");
            client.readToEnd();
        }
        allGivenBack();
    }

    @Test
    void interim_response_goes_before_the_last_one() throws Exception {
        handling = (loop, exchange) -> {
            exchange.interim(head(103, Framing.NONE, -1));
            answer(exchange, "ok");
        };

        try (Http2Client client = new Http2Client(port)) {
            client.send(get(1, "/")).await("DATA 1 end ok");

            assertThat(client.lines().stream().filter(line -> line.startsWith("HEADERS")))
                    .satisfiesExactly(
                            line -> assertThat(line).isEqualTo("HEADERS 1 :status=103 x-field=value"),
                            line -> assertThat(line).startsWith("HEADERS 1 :status=200 x-field=value"));
        }
    }

    @Test
    void body_of_unknown_length_ends_with_the_stream() throws Exception {
        handling = (loop, exchange) -> {
            BodySink sink = exchange.respond(head(200, Framing.UNTIL_CLOSE, -1));
            sink.write(bytes("one"));
            assertThat(sink.flush()).isTrue();
            sink.write(bytes("two"));
            Fields trailers = new Fields();
            trailers.add("X-Sum", "9");
            if (exchange.head().target().equals("/trailers")) {
                sink.trailers(trailers);
            }
            assertThat(sink.end()).isTrue();
            exchange.complete();
        };

        try (Http2Client client = new Http2Client(port)) {
            client.send(get(1, "/")).await("DATA 1 end ");
            client.send(get(3, "/trailers")).await("HEADERS 3 end x-sum=9");

            assertThat(client.lines()).contains("DATA 1 one", "DATA 1 two", "DATA 3 one", "DATA 3 two");
        }
    }

    @Test
    void response_waits_for_the_clients_window_and_others_do_not_wait_for_it() throws Exception {
        String body = "x".repeat(50_000);
        handling = (loop, exchange) -> send(exchange, exchange.head().target().equals("/small") ? "ok" : body);

        try (Http2Client client = new Http2Client(port)) {
            client.send(new FrameBytes().settings(4, 10)).await("SETTINGS ack");
            client.send(get(1, "/")).await("DATA 1 xxxxxxxxxx");
            client.send(get(3, "/small")).await("DATA 3 end ok");
            client.settle();
            assertThat(client.lines())
                    .filteredOn(line -> line.startsWith("DATA 1"))
                    .hasSize(1);

            client.send(new FrameBytes().windowUpdate(1, 100_000)).await("DATA 1 end x");
        }
        allGivenBack();
    }

    @Test
    void large_responses_share_the_connection() throws Exception {
        String body = "x".repeat(3_000_000);
        handling = (loop, exchange) -> send(exchange, body);

        try (Http2Client client = new Http2Client(port)) {
            client.send(new FrameBytes().settings(4, 1 << 30).windowUpdate(0, 1 << 30));
            client.send(get(1, "/").get(3, "/").get(5, "/"));
            client.await("DATA 1 end");
            client.await("DATA 3 end");
            client.await("DATA 5 end");

            List<String> data = client.lines().stream()
                    .filter(line -> line.startsWith("DATA"))
                    .toList();
            int first = data.indexOf(data.stream()
                    .filter(line -> line.startsWith("DATA 5"))
                    .findFirst()
                    .orElseThrow());
            assertThat(first).isLessThan(data.size() / 2);
            for (int stream = 1; stream <= 5; stream += 2) {
                String beginning = "DATA " + stream + " ";
                assertThat(data.stream()
                                .filter(line -> line.startsWith(beginning))
                                .mapToLong(line ->
                                        line.chars().filter(c -> c == 'x').count())
                                .sum())
                        .isEqualTo(body.length());
            }
        }
        allGivenBack();
    }

    @Test
    void aborted_response_does_not_look_complete_and_others_go_on() throws Exception {
        handling = (loop, exchange) -> {
            if (exchange.head().target().equals("/good")) {
                answer(exchange, "ok");
                return;
            }
            BodySink sink = exchange.respond(head(200, Framing.CHUNKED, -1));
            sink.write(bytes("one"));
            sink.flush();
            exchange.abort();
        };

        try (Http2Client client = new Http2Client(port)) {
            client.send(get(1, "/")).await("RST_STREAM 1 INTERNAL_ERROR");
            client.send(get(3, "/good")).await("DATA 3 end ok");
        }
        allGivenBack();
    }

    @Test
    void unread_request_ends_its_stream_behind_the_response() throws Exception {
        handling = (loop, exchange) -> answer(exchange, "no");

        try (Http2Client client = new Http2Client(port)) {
            client.send(post(1).data(1, false, "begin")).await("RST_STREAM 1 NO_ERROR");
            client.send(new FrameBytes().data(1, false, "more").data(1, true, "end"));
            client.send(get(3, "/")).await("DATA 3 end no");

            assertThat(client.lines()).contains("DATA 1 end no");
        }
        allGivenBack();
    }

    @Test
    void handler_hears_of_a_client_that_finished_and_of_one_that_is_gone() throws Exception {
        handling = (loop, exchange) -> exchange.listen(new Reactions() {
            @Override
            public void clientFinished() {
                seen.add("finished");
                exchange.abort();
            }

            @Override
            public void clientGone() {
                seen.add("gone");
                exchange.abort();
            }
        });

        try (Http2Client client = new Http2Client(port)) {
            client.send(get(1, "/")).socket.shutdownOutput();
            assertThat(next()).isEqualTo("finished");
            client.readToEnd();
        }
        try (Http2Client client = new Http2Client(port)) {
            client.send(get(1, "/")).settle();
            client.send(new FrameBytes().reset(1, ErrorCode.CANCEL));
            assertThat(next()).isEqualTo("gone");
            client.send(get(3, "/").get(5, "/")).settle();
            client.socket.setSoLinger(true, 0);
        }
        assertThat(next()).isEqualTo("gone");
        assertThat(next()).isEqualTo("gone");
        allGivenBack();
    }

    @Test
    void malformed_head_is_told_and_not_handled() throws Exception {
        handling = (loop, exchange) -> fail("handled");

        try (Http2Client client = new Http2Client(port)) {
            client.send(new FrameBytes()
                            .headers(1, true, FrameBytes.request("GET", "/").field("x", "a\nb")))
                    .await("RST_STREAM 1 PROTOCOL_ERROR");
            assertThat(next()).isEqualTo("refused 400 A header field has a control character.");
            HpackWriter bomb = FrameBytes.request("GET", "/").indexing("x", "y".repeat(4000));
            for (int i = 0; i < 10; i++) {
                bomb.indexed(62);
            }
            client.send(new FrameBytes().headers(3, true, bomb)).await("HEADERS 3 end :status=431");
            assertThat(next()).startsWith("refused 431");
            client.send(new FrameBytes().headers(5, true, FrameBytes.request("GET", "/" + "y".repeat(9_000))))
                    .await("HEADERS 5 end :status=414");
        }
        allGivenBack();
    }

    @Test
    void clients_of_http_1_are_served_by_the_same_port() throws Exception {
        handling = (loop, exchange) -> answer(exchange, exchange.head().target());

        assertThat(RawClient.once(port, RawClient.get("/1")).body()).isEqualTo("/1");
        assertThat(RawClient.once(port, "PRI / HTTP/1.1\r\nHost: x\r\n\r\n").body())
                .isEqualTo("/");
    }

    @Test
    void drained_connection_finishes_what_runs_and_says_goodbye() throws Exception {
        BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
        handling = (loop, exchange) -> held.add(() -> loop.thread().execute(() -> {
            try {
                answer(exchange, "late");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));

        try (Http2Client busy = new Http2Client(port);
                Http2Client idle = new Http2Client(port)) {
            busy.send(get(1, "/")).settle();
            idle.settle();
            loops.onEach(IoLoop::drain);

            busy.await("GOAWAY 2147483647 NO_ERROR");
            busy.send(get(3, "/on-its-way"));
            busy.await("GOAWAY 3 NO_ERROR");
            assertThat(idle.readToEnd()).contains("GOAWAY 2147483647 NO_ERROR", "GOAWAY 0 NO_ERROR");
            busy.send(get(5, "/too-late")).await("RST_STREAM 5 REFUSED_STREAM");
            held.take().run();
            held.take().run();
            busy.await("DATA 1 end late");
            busy.await("DATA 3 end late");
            busy.readToEnd();
        }
        allGivenBack();
    }
}
