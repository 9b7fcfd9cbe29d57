package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.proxy.Http2Bench.awaitCount;
import static tandem.proxy.Http2Bench.awaitGauge;
import static tandem.proxy.Http2Bench.body;
import static tandem.proxy.Http2Bench.to;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.config.MemberLimitConfig;
import tandem.core.count.Count;
import tandem.proxy.http2.ErrorCode;
import tandem.proxy.http2.FrameBytes;

/** When connections to members by HTTP/2 are opened, shared, left and closed, and who waits for whom on them. */
class Http2MemberConnectionsTest {
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int INITIAL_WINDOW_SIZE = 4;

    // ---- connections ----

    @Test
    void requests_share_a_connection_and_another_is_opened_when_it_is_full() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings(MAX_CONCURRENT_STREAMS, 2))
                            .awaitEnd(1);
                    if (peer.number == 1) {
                        peer.send(Http2Stub.ok(1).data(1, true, "first"));
                        peer.awaitEnd(3);
                        peer.awaitEnd(5);
                        StubMember.await(go);
                        peer.send(Http2Stub.ok(3)
                                .data(3, true, "x")
                                .raw(Http2Stub.ok(5).data(5, true, "x").bytes()));
                    } else {
                        peer.send(Http2Stub.ok(1).data(1, true, "other"));
                    }
                    peer.readToEnd();
                });
                Bench bench = to(a).http2().start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(new FrameBytes().get(1, "/"));
            assertThat(body(client, 1)).isEqualTo("first");
            client.send(new FrameBytes().get(3, "/").get(5, "/").get(7, "/"));
            assertThat(body(client, 7)).isEqualTo("other");
            go.countDown();
            assertThat(body(client, 3)).isEqualTo("x");
            assertThat(body(client, 5)).isEqualTo("x");

            assertThat(a.connections()).isEqualTo(2);
            awaitGauge(bench, "tandem.proxy.member.connections.idle", 2);
        }
    }

    @Test
    void burst_without_a_connection_opens_one() throws IOException {
        try (Http2Stub a = Http2Stub.answering("ok");
                Bench bench = to(a).http2().start();
                Http2Client client = new Http2Client(bench.port)) {
            FrameBytes burst = new FrameBytes();
            for (int stream = 1; stream < 101; stream += 2) {
                burst.get(stream, "/");
            }
            client.send(burst);
            for (int stream = 1; stream < 101; stream += 2) {
                assertThat(body(client, stream)).isEqualTo("ok");
            }

            assertThat(a.connections()).isEqualTo(1);
        }
    }

    @Test
    void what_a_goaway_leaves_out_goes_by_another_connection_and_the_rest_is_finished() throws IOException {
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings());
                    peer.awaitEnd(1);
                    if (peer.number > 1) {
                        peer.send(Http2Stub.ok(1).data(1, true, "second"));
                    } else {
                        peer.awaitEnd(3);
                        peer.send(goAway(1, ErrorCode.NO_ERROR));
                        peer.send(Http2Stub.ok(1).data(1, true, "first"));
                    }
                    peer.readToEnd();
                });
                Bench bench = to(a).http2().start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(new FrameBytes()
                    .get(1, "/")
                    .headers(3, true, FrameBytes.request("POST", "/").field("content-length", "0")));

            assertThat(body(client, 1)).isEqualTo("first");
            assertThat(body(client, 3)).isEqualTo("second");
            Awaitility.await().until(() -> a.peers.getFirst().ended);
            assertThat(bench.counters.totals().get("app/a")[Count.FAILURES.ordinal()])
                    .isZero();
        }
    }

    private static FrameBytes goAway(int last, ErrorCode code) {
        return new FrameBytes()
                .frame(
                        FrameBytes.GOAWAY,
                        0,
                        0,
                        new FrameBytes()
                                .raw(FrameBytes.number(last))
                                .raw(FrameBytes.number(code.number()))
                                .bytes());
    }

    @Test
    void refused_stream_is_asked_once_more() throws IOException {
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings()).awaitEnd(1);
                    peer.send(new FrameBytes().reset(1, ErrorCode.REFUSED_STREAM))
                            .awaitEnd(3);
                    peer.send(Http2Stub.ok(3).data(3, true, "ok")).awaitEnd(5);
                    peer.send(new FrameBytes().reset(5, ErrorCode.REFUSED_STREAM))
                            .awaitEnd(7);
                    peer.send(new FrameBytes().reset(7, ErrorCode.REFUSED_STREAM));
                    peer.readToEnd();
                });
                Bench bench = to(a).start()) {
            String post = "POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 0\r\n\r\n";

            assertThat(RawClient.once(bench.port, post).body()).isEqualTo("ok");
            assertThat(RawClient.once(bench.port, post).status()).isEqualTo(502);
            awaitCount(bench, 3, "tandem.proxy.http2.member.resets", "by", "member", "reason", "refused-stream");
        }
    }

    @Test
    void connection_that_dies_silently_is_made_up_for() throws IOException {
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings()).awaitEnd(1);
                    peer.send(Http2Stub.ok(1).data(1, true, "ok"));
                    if (peer.number == 1) {
                        peer.awaitEnd(3);
                        return;
                    }
                    peer.readToEnd();
                });
                Bench bench = to(a).start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("ok");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("ok");
            assertThat(a.connections()).isEqualTo(2);
            assertThat(bench.events).isEmpty();
        }
    }

    @Test
    void member_that_does_not_listen_is_passed_over() throws IOException {
        try (Http2Stub b = Http2Stub.answering("b");
                Bench bench = Bench.with()
                        .member("a", "h2c://127.0.0.1:" + StubMember.freePort(), m -> m)
                        .member("b", b.url(), m -> m)
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
            assertThat(bench.events).hasSize(1).allMatch(event -> event.contains("cannot be reached"));
        }
    }

    @Test
    void idle_connection_is_closed_with_a_farewell() throws IOException {
        try (Http2Stub a = Http2Stub.answering("ok");
                Bench bench = to(a).reuse(true, Duration.ofMillis(200)).start()) {
            RawClient.once(bench.port, RawClient.get("/"));

            Awaitility.await().until(() -> a.peers.getFirst().ended);
            assertThat(a.lines()).contains("GOAWAY 0 NO_ERROR");
            awaitGauge(bench, "tandem.proxy.member.connections", 0);
            awaitGauge(bench, "tandem.proxy.member.connections.idle", 0);
        }
    }

    @Test
    void silent_connection_is_asked_by_a_ping_and_given_up_without_an_answer() throws IOException {
        FakeClock clock = new FakeClock();
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings()).awaitEnd(1);
                    peer.send(Http2Stub.ok(1).data(1, true, "ok"));
                    if (peer.number == 1) {
                        peer.await("PING ");
                        peer.send(new FrameBytes()
                                .frame(
                                        FrameBytes.PING,
                                        FrameBytes.ACK,
                                        0,
                                        "tandem!!".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
                        peer.awaitEnd(3);
                        peer.send(Http2Stub.ok(3).data(3, true, "alive"));
                    }
                    peer.readToEnd();
                });
                Bench bench = Bench.with()
                        .clock(clock)
                        .member(
                                "a",
                                a.url(),
                                m -> m.edit()
                                        .ping(Optional.of(Duration.ofMillis(500)))
                                        .done())
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("ok");
            clock.advance(Duration.ofSeconds(2));
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("alive");
            clock.advance(Duration.ofSeconds(2));
            client.send("POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 0\r\n\r\n");
            Awaitility.await()
                    .until(() -> a.lines().stream()
                                    .filter(line -> line.startsWith("PING "))
                                    .count()
                            == 2);
            clock.advance(Duration.ofSeconds(1));

            assertThat(client.read().body()).isEqualTo("ok");
            assertThat(a.connections()).isEqualTo(2);
        }
    }

    @Test
    void member_is_given_as_many_requests_at_once_as_its_limit_says() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings()).awaitEnd(1);
                    StubMember.await(go);
                    peer.send(Http2Stub.ok(1).data(1, true, "one")).awaitEnd(3);
                    peer.send(Http2Stub.ok(3).data(3, true, "two"));
                    peer.readToEnd();
                });
                Bench bench = Bench.with()
                        .http2()
                        .member(
                                "a",
                                a.url(),
                                m -> m.edit()
                                        .limit(new MemberLimitConfig(1, Optional.of(Duration.ofSeconds(10))))
                                        .done())
                        .start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(new FrameBytes().get(1, "/").get(3, "/"));
            client.settle();
            Awaitility.await().until(() -> a.lines().stream().anyMatch(line -> line.startsWith("HEADERS 1")));
            assertThat(a.lines()).noneMatch(line -> line.startsWith("HEADERS 3"));
            go.countDown();

            assertThat(body(client, 1)).isEqualTo("one");
            assertThat(body(client, 3)).isEqualTo("two");
        }
    }

    // ---- flow control ----

    @Test
    void upload_waits_for_the_members_windows() throws IOException {
        String body = "0123456789".repeat(100_000);
        CountDownLatch go = new CountDownLatch(1);
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings(INITIAL_WINDOW_SIZE, 5)).await("SETTINGS ack");
                    peer.await("DATA 1 ");
                    StubMember.await(go);
                    peer.send(new FrameBytes().windowUpdate(1, 1 << 24).windowUpdate(0, 1 << 24));
                    peer.awaitEnd(1);
                    peer.send(Http2Stub.ok(1)
                            .data(1, true, String.valueOf(peer.body(1).equals(body))));
                    peer.readToEnd();
                });
                Bench bench = to(a).start();
                RawClient warm = bench.client()) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    warm.send(RawClient.post("/", body));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            Awaitility.await()
                    .until(() ->
                            !a.peers.isEmpty() && !a.peers.getFirst().body(1).isEmpty());
            int held = a.peers.getFirst().body(1).length();
            go.countDown();

            assertThat(warm.read().body()).isEqualTo("true");
            assertThat(held).isLessThanOrEqualTo(65_535);
            assertThat(sender.isAlive()).isFalse();
        }
    }

    @Test
    void client_that_takes_nothing_holds_its_own_stream_and_no_other() throws IOException {
        int chunk = 16_000;
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings()).awaitEnd(1);
                    peer.send(Http2Stub.ok(1));
                    for (int sent = 0; sent + chunk <= 65_535; sent += chunk) {
                        peer.send(new FrameBytes().data(1, false, "x".repeat(chunk)));
                    }
                    peer.awaitEnd(3);
                    peer.send(Http2Stub.ok(3).data(3, true, "ok"));
                    peer.await("WINDOW_UPDATE 1 ");
                    peer.send(new FrameBytes().data(1, true, "end"));
                    peer.readToEnd();
                });
                Bench bench = to(a).http2().start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(new FrameBytes().settings(INITIAL_WINDOW_SIZE, 1)).send(new FrameBytes().get(1, "/"));
            client.await("DATA 1 x");
            client.send(new FrameBytes().get(3, "/"));
            client.await("DATA 3 o");
            assertThat(a.lines()).noneMatch(line -> line.startsWith("WINDOW_UPDATE 1 "));

            client.send(new FrameBytes()
                    .windowUpdate(1, 1 << 20)
                    .windowUpdate(0, 1 << 20)
                    .windowUpdate(3, 5));
            assertThat(body(client, 1)).endsWith("xend");
            assertThat(body(client, 3)).isEqualTo("ok");
        }
    }
}
