package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.proxy.Http2Bench.awaitCount;
import static tandem.proxy.Http2Bench.awaitGauge;
import static tandem.proxy.Http2Bench.to;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.core.count.Count;
import tandem.proxy.RawClient.Response;
import tandem.proxy.http2.ErrorCode;
import tandem.proxy.http2.FrameBytes;
import tandem.proxy.http2.HpackWriter;

/** What comes of members that break HTTP/2, are silent or go away. */
class Http2MemberFaultsTest {
    static Stream<FrameBytes> nonsense() {
        return Stream.of(
                new FrameBytes().headers(1, true, new HpackWriter().field("x", "y")),
                new FrameBytes().headers(1, true, Http2Stub.status("20")),
                new FrameBytes().headers(1, true, Http2Stub.status("2000")),
                new FrameBytes().headers(1, true, Http2Stub.status("101")),
                new FrameBytes().headers(1, true, Http2Stub.status("200").field(":status", "200")),
                new FrameBytes().headers(1, true, Http2Stub.status("200").field(":path", "/")),
                new FrameBytes()
                        .headers(1, true, new HpackWriter().field("x", "y").field(":status", "200")),
                new FrameBytes().headers(1, true, Http2Stub.status("200").field("X", "y")),
                new FrameBytes().headers(1, true, Http2Stub.status("200").field("x y", "z")),
                new FrameBytes().headers(1, true, Http2Stub.status("200").field("x", "a\r\nb: c")),
                new FrameBytes().headers(1, true, Http2Stub.status("200").field("connection", "close")),
                new FrameBytes().headers(1, true, Http2Stub.status("200").field("transfer-encoding", "chunked")),
                new FrameBytes().headers(1, true, Http2Stub.status("200").field("content-length", "3")),
                new FrameBytes().headers(1, true, Http2Stub.status("200").field("content-length", "x")),
                new FrameBytes()
                        .headers(
                                1,
                                false,
                                Http2Stub.status("200")
                                        .field("content-length", "1")
                                        .field("content-length", "2")),
                new FrameBytes().headers(1, true, Http2Stub.status("100")),
                new FrameBytes().data(1, false, "early"),
                manyFields());
    }

    private static FrameBytes manyFields() {
        HpackWriter block = Http2Stub.status("200");
        for (int i = 0; i < 201; i++) {
            block.field("x", "y");
        }
        return new FrameBytes().headers(1, true, block);
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void nonsense_is_502_and_resets_its_stream_alone(FrameBytes answer) throws IOException {
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings()).awaitEnd(1);
                    peer.send(answer).await("RST_STREAM 1 PROTOCOL_ERROR");
                    peer.awaitEnd(3);
                    peer.send(Http2Stub.ok(3).data(3, true, "ok"));
                    peer.readToEnd();
                });
                Bench bench = to(a).start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(502);
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("ok");
            assertThat(bench.events).as("nonsense is no error state").isEmpty();
            awaitCount(bench, 1, "tandem.proxy.http2.member.resets", "by", "node", "reason", "malformed");
        }
    }

    static Stream<FrameBytes> brokenConnections() {
        return Stream.of(
                new FrameBytes().raw("HTTP/1.1 400 Bad Request\r\n\r\n"),
                new FrameBytes().settings().frame(FrameBytes.PUSH_PROMISE, FrameBytes.END_HEADERS, 1, 0, 0, 0, 2),
                new FrameBytes().settings().data(7, true, "never begun"),
                new FrameBytes().settings().headers(2, true, Http2Stub.status("200")),
                new FrameBytes().settings().windowUpdate(0, 0),
                new FrameBytes().settings().frame(FrameBytes.HEADERS, FrameBytes.END_HEADERS, 1, 0xff, 0xff, 0xff));
    }

    @ParameterizedTest
    @MethodSource("brokenConnections")
    void connection_without_sense_is_502_and_ends(FrameBytes bytes) throws IOException {
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.await("HEADERS 1");
                    peer.send(bytes).readToEnd();
                });
                Bench bench = to(a).start()) {
            assertThat(RawClient.once(bench.port, RawClient.get("/")).status()).isEqualTo(502);
            awaitGauge(bench, "tandem.proxy.member.connections", 0);
            awaitGauge(bench, "tandem.proxy.buffered", 0);
        }
    }

    @Test
    void response_that_breaks_off_is_cut_for_the_client() throws IOException {
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings()).awaitEnd(1);
                    peer.send(Http2Stub.ok(1).data(1, false, "abc").reset(1, ErrorCode.INTERNAL_ERROR));
                    peer.awaitEnd(3);
                    peer.send(new FrameBytes().reset(3, ErrorCode.CANCEL)).awaitEnd(5);
                    peer.send(new FrameBytes()
                            .headers(5, false, Http2Stub.status("200").field("content-length", "9"))
                            .data(5, true, "short"));
                    peer.readToEnd();
                });
                Bench bench = to(a).http2().start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(new FrameBytes().get(1, "/")).await("RST_STREAM 1 INTERNAL_ERROR");
            client.send(new FrameBytes().get(3, "/"));
            assertThat(client.await("HEADERS 3")).contains(":status=502");
            client.send(new FrameBytes().get(5, "/")).await("RST_STREAM 5 INTERNAL_ERROR");

            awaitCount(bench, 1, "tandem.proxy.http2.member.resets", "by", "member", "reason", "internal-error");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(bench.counters.totals().get("app/a")[Count.FAILURES.ordinal()])
                            .isEqualTo(3));
            awaitGauge(bench, "tandem.proxy.buffered", 0);
        }
    }

    @Test
    void client_that_goes_away_resets_the_members_stream() throws IOException {
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings()).awaitEnd(1);
                    peer.readToEnd();
                });
                Bench bench = to(a).http2().start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(new FrameBytes().get(1, "/"));
            Awaitility.await().until(() -> a.lines().stream().anyMatch(line -> line.startsWith("HEADERS 1")));
            client.send(new FrameBytes().reset(1, ErrorCode.CANCEL));

            Awaitility.await().until(() -> a.lines().contains("RST_STREAM 1 CANCEL"));
            assertThat(bench.counters.totals().get("app/a")[Count.FAILURES.ordinal()])
                    .isZero();
        }
    }

    @Test
    void member_that_is_silent_is_504_and_asked_by_another_connection_next() throws IOException {
        FakeClock clock = new FakeClock();
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings()).awaitEnd(1);
                    if (peer.number > 1) {
                        peer.send(Http2Stub.ok(1).data(1, true, "ok"));
                    }
                    peer.readToEnd();
                });
                Bench bench = to(a).clock(clock).start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/"));
            Awaitility.await().until(() -> a.lines().stream().anyMatch(line -> line.startsWith("SETTINGS ack")));
            Awaitility.await().until(() -> a.lines().stream().anyMatch(line -> line.startsWith("HEADERS 1")));
            clock.advance(Duration.ofSeconds(61));

            assertThat(client.read().status()).isEqualTo(504);
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("ok");
            assertThat(a.connections()).isEqualTo(2);
        }
    }

    @Test
    void upgrade_is_not_asked_of_a_member_by_http_2() throws IOException {
        try (Http2Stub a = Http2Stub.answering("plain");
                Bench bench = to(a).start()) {
            Response response =
                    RawClient.once(bench.port, RawClient.get("/", "Connection: Upgrade\r\n", "Upgrade: example/1\r\n"));

            assertThat(response.body()).isEqualTo("plain");
            assertThat(a.lines()).noneMatch(line -> line.contains("upgrade"));
        }
    }

    @Test
    void own_members_of_http_2_are_prepared_before_the_first_request() throws IOException {
        try (Http2Stub a = Http2Stub.answering("ok");
                Bench bench = to(a).start()) {
            bench.server.prepareConnections(
                    bench.table.current().balancers().get("app").members());

            Awaitility.await().until(() -> a.connections() == 1);
            awaitGauge(bench, "tandem.proxy.member.connections.idle", 1);
            assertThat(RawClient.once(bench.port, RawClient.get("/")).body()).isEqualTo("ok");
            assertThat(a.connections()).isEqualTo(1);
        }
    }
}
