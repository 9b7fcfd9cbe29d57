package tandem.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.AccessLogConfig;
import tandem.core.config.RouteConfig;
import tandem.core.port.ClientFlows;
import tandem.core.port.Outcome;
import tandem.proxy.http2.ErrorCode;
import tandem.proxy.http2.FrameBytes;
import tandem.proxy.http2.HpackWriter;

/** HTTP/2 from clients to members that speak HTTP/1.1, through a whole proxy. */
class Http2ProxyTest {
    private static FrameBytes get(int stream, String path, String... fields) {
        HpackWriter block = FrameBytes.request("GET", path);
        for (int i = 0; i < fields.length; i += 2) {
            block.field(fields[i], fields[i + 1]);
        }
        return new FrameBytes().headers(stream, true, block);
    }

    private static FrameBytes post(int stream, String... fields) {
        HpackWriter block = FrameBytes.request("POST", "/up");
        for (int i = 0; i < fields.length; i += 2) {
            block.field(fields[i], fields[i + 1]);
        }
        return new FrameBytes().headers(stream, false, block);
    }

    private static double count(Bench bench, String name, String... tags) {
        return bench.meters.get(name).tags(tags).counter().count();
    }

    @Test
    void member_sees_a_request_of_http_1() throws IOException {
        try (StubMember a = StubMember.answering("hello", "X-Member: A\r\n", "Connection: keep-alive\r\n");
                Bench bench = Bench.with(a).http2().via(RouteConfig.Via.ON).start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(get(1, "/a?b", "cookie", "a=1", "te", "trailers", "x-own", "v", "cookie", "b=2"));

            client.await("DATA 1 end hello");
            assertThat(client.await("HEADERS 1"))
                    .startsWith("HEADERS 1 :status=200 x-member=A ")
                    .contains(" content-length=5", " via=1.1 www.example.com:" + bench.port, " date=")
                    .doesNotContain("connection");
            assertThat(a.requests)
                    .containsExactly("GET /a?b HTTP/1.1\r\nHost: shop.example\r\nx-own: v\r\ncookie: a=1; b=2\r\n"
                            + "Via: 2.0 www.example.com:" + bench.port + "\r\nX-Forwarded-For: 127.0.0.1\r\n"
                            + "X-Forwarded-Host: shop.example\r\nX-Forwarded-Server: www.example.com\r\n\r\n");
            assertThat(count(bench, "tandem.proxy.http2.streams")).isEqualTo(1);
        }
    }

    @Test
    void bodies_go_both_ways_with_and_without_a_length() throws IOException {
        StubMember.Script echo = talk -> {
            String request;
            while ((request = talk.readRequest()) != null) {
                String body = request.substring(request.indexOf("\r\n\r\n") + 4);
                talk.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length())
                        + "\r\n" + body + "\r\n0\r\nX-Sum: 9\r\nContent-Length: 3\r\n\r\n");
            }
        };
        try (StubMember a = StubMember.scripted(echo);
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(post(1, "content-length", "6").data(1, false, "abc").data(1, true, "def"));
            client.await("HEADERS 1 end x-sum=9");
            client.send(post(3).data(3, false, "ghi")
                    .data(3, false, "jkl")
                    .headers(3, true, new HpackWriter().field("x-end", "z")));
            client.await("HEADERS 3 end x-sum=9");

            assertThat(client.lines()).contains("DATA 1 abcdef", "DATA 3 ghijkl");
            assertThat(a.requests.getFirst()).contains("Content-Length: 6\r\n");
            assertThat(a.requests.getLast()).contains("Transfer-Encoding: chunked\r\n");
        }
    }

    @Test
    void large_bodies_come_whole() throws IOException {
        String body = "0123456789abcdef".repeat(200_000);
        try (StubMember a = StubMember.answering(body);
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(new FrameBytes().settings(4, 1 << 24).windowUpdate(0, 1 << 24));
            client.send(get(1, "/").get(3, "/"));
            client.await("DATA 1 end ");
            client.await("DATA 3 end ");

            for (int stream = 1; stream <= 3; stream += 2) {
                StringBuilder got = new StringBuilder();
                for (String line : client.lines()) {
                    if (line.startsWith("DATA " + stream + " ")) {
                        got.append(line.substring(line.lastIndexOf(' ') + 1));
                    }
                }
                assertThat(got.toString().equals(body)).isTrue();
            }
        }
    }

    @Test
    void upload_that_is_not_as_long_as_it_says_never_completes_at_the_member() throws IOException {
        try (StubMember a = StubMember.answering("no");
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(post(1, "content-length", "9").data(1, true, "abc")).await("RST_STREAM 1 PROTOCOL_ERROR");

            assertThat(client.await("HEADERS 1")).contains(":status=400");
            assertThat(a.requests).noneMatch(request -> request.endsWith("abc"));
            assertThat(count(bench, "tandem.proxy.http2.resets", "by", "node", "reason", "malformed"))
                    .isEqualTo(1);
            client.send(get(3, "/")).await("DATA 3 end no");
        }
    }

    @Test
    void client_that_resets_lets_the_member_go() throws Exception {
        HeldAnswer held = new HeldAnswer();
        try (StubMember a = held.member();
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(get(1, "/"));
            Awaitility.await().until(() -> a.requests.size() == 1);
            client.send(new FrameBytes().reset(1, ErrorCode.CANCEL)).settle();

            Awaitility.await()
                    .untilAsserted(() -> assertThat(bench.meters
                                    .get("tandem.proxy.member.connections")
                                    .gauge()
                                    .value())
                            .isZero());
            assertThat(count(bench, "tandem.proxy.http2.resets", "by", "client", "reason", "cancel"))
                    .isEqualTo(1);
        }
    }

    @Test
    void response_that_breaks_off_resets_its_stream_alone() throws IOException {
        StubMember.Script script = talk -> {
            String request;
            while ((request = talk.readRequest()) != null) {
                if (request.startsWith("GET /short")) {
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                    return;
                }
                talk.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        };
        try (StubMember a = StubMember.scripted(script);
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(get(1, "/short")).await("RST_STREAM 1 INTERNAL_ERROR");
            client.send(get(3, "/")).await("DATA 3 end ok");

            assertThat(count(bench, "tandem.proxy.http2.resets", "by", "node", "reason", "broken"))
                    .isEqualTo(1);
        }
    }

    @Test
    void login_of_a_connection_is_sent_to_http_1() throws IOException {
        StubMember.Script iis = talk -> {
            while (talk.readRequest() != null) {
                talk.send("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\n"
                        + "Content-Length: 0\r\n\r\n");
            }
        };
        try (StubMember a = StubMember.scripted(iis);
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(get(1, "/")).await("RST_STREAM 1 HTTP_1_1_REQUIRED");
            client.send(get(3, "/", "authorization", "NTLM TlRMTVNTUAAB")).await("RST_STREAM 3 HTTP_1_1_REQUIRED");
            client.settle();

            assertThat(client.closed()).isFalse();
            assertThat(a.requests).hasSize(1);
            assertThat(client.lines()).noneMatch(line -> line.startsWith("HEADERS"));
        }
    }

    @Test
    void connection_of_a_virtual_address_is_told_to_come_elsewhere() throws Exception {
        InetAddress vip = InetAddress.ofLiteral("127.0.0.1");
        HeldAnswer held = new HeldAnswer();
        try (StubMember a = held.member();
                Bench bench = Bench.with(a).http2().start()) {
            ClientFlows flows = bench.server.flows(List.of(vip));
            try (Http2Client busy = new Http2Client(bench.port);
                    Http2Client idle = new Http2Client(bench.port)) {
                busy.send(get(1, "/"));
                idle.settle();
                Awaitility.await().until(() -> a.requests.size() == 1);

                assertThat(flows.finish()).isEqualTo(2);

                assertThat(idle.readToEnd()).contains("GOAWAY 2147483647 NO_ERROR", "GOAWAY 0 NO_ERROR");
                busy.await("GOAWAY 1 NO_ERROR");
                held.release();
                busy.readToEnd();
                assertThat(busy.lines()).anyMatch(line -> line.startsWith("DATA 1 end"));
                Awaitility.await().until(() -> flows.left() == 0);
            }
        }
    }

    // ---- TLS ----

    @Test
    void client_that_offers_h2_by_tls_gets_it_and_others_get_http_1() throws IOException {
        try (StubMember a = StubMember.answering("ok");
                Bench bench =
                        Bench.with(a).http2().tls(Wire.listener("shop-ec")).start()) {
            try (Http2Client client = Http2Client.secure(bench.port)) {
                assertThat(((SSLSocket) client.socket).getApplicationProtocol()).isEqualTo("h2");
                client.send(get(1, "/")).await("DATA 1 end ok");
            }
            assertThat(a.requests.getFirst()).contains("X-Forwarded-Proto: https\r\n");
            try (SSLSocket socket = Http2Client.tls(bench.port, "http/1.1")) {
                assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
            }
            assertThat(RawClient.once(bench.port, RawClient.get("/")).body()).isEqualTo("ok");
        }
    }

    @Test
    void listener_that_does_not_say_so_speaks_http_1_alone() throws IOException {
        try (StubMember a = StubMember.answering("ok");
                Bench secure = Bench.with(a).tls(Wire.listener("shop-ec")).start();
                Bench clear = Bench.with(a).start()) {
            try (SSLSocket socket = Http2Client.tls(secure.port, "h2", "http/1.1")) {
                assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
            }
            assertThat(RawClient.once(clear.port, "PRI * HTTP/2.0\r\n\r\n").status())
                    .isEqualTo(505);
        }
    }

    @Test
    void upgrade_from_http_1_is_never_granted() throws IOException {
        try (StubMember a = StubMember.answering("ok");
                Bench bench = Bench.with(a).http2().start()) {
            RawClient.Response response = RawClient.once(
                    bench.port,
                    RawClient.get(
                            "/",
                            "Connection: Upgrade, HTTP2-Settings\r\n",
                            "Upgrade: h2c\r\n",
                            "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"));

            assertThat(response.status()).isEqualTo(200);
            assertThat(a.requests.getFirst().toLowerCase(java.util.Locale.ROOT)).doesNotContain("upgrade", "http2");
        }
    }

    // ---- time ----

    @Test
    void connection_that_asks_nothing_is_closed_when_its_time_is_up() throws IOException {
        try (StubMember a = StubMember.answering("ok");
                Bench bench = Bench.with(a)
                        .http2()
                        .clientTimeouts(Duration.ofSeconds(10), Duration.ofMillis(300), Duration.ofSeconds(60))
                        .start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(get(1, "/")).await("DATA 1 end ok");

            assertThat(client.readToEnd()).contains("GOAWAY 1 NO_ERROR");
        }
    }

    @Test
    void head_that_never_ends_is_closed_when_its_time_is_up() throws IOException {
        try (StubMember a = StubMember.answering("ok");
                Bench bench = Bench.with(a)
                        .http2()
                        .clientTimeouts(Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofSeconds(60))
                        .start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(new FrameBytes()
                    .frame(
                            FrameBytes.HEADERS,
                            0,
                            1,
                            FrameBytes.request("GET", "/").bytes()));
            assertThat(client.readToEnd()).contains("GOAWAY 0 ENHANCE_YOUR_CALM");

            try (RawClient half = bench.client()) {
                assertThat(half.send("PRI * HT").readToEnd()).isIn("", "[reset]");
            }
            assertThat(count(bench, "tandem.proxy.http2.connection.errors", "reason", "stalled"))
                    .isEqualTo(1);
        }
    }

    // ---- what is seen of it ----

    @TempDir
    Path directory;

    @Test
    void access_log_names_the_protocol() throws IOException {
        Path file = directory.resolve("access.log");
        try (StubMember a = StubMember.answering("hello");
                Bench bench = Bench.with(a)
                        .http2()
                        .logged(new AccessLogConfig(file, "%r %>s %k %X"))
                        .start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(get(1, "/one")).await("DATA 1 end");
            client.send(get(3, "/two")).await("DATA 3 end");
            client.send(get(5, "/bad", "X", "y")).await("RST_STREAM 5");

            Awaitility.await()
                    .untilAsserted(() -> assertThat(Files.readAllLines(file, US_ASCII))
                            .containsExactly(
                                    "GET /one HTTP/2.0 200 0 +",
                                    "GET /two HTTP/2.0 200 1 +",
                                    "GET /bad HTTP/2.0 400 2 +"));
        }
    }

    @Test
    void attack_ends_its_connection_and_no_other() throws IOException {
        try (StubMember a = StubMember.answering("ok");
                Bench bench = Bench.with(a).http2().start();
                Http2Client good = new Http2Client(bench.port);
                Http2Client evil = new Http2Client(bench.port)) {
            FrameBytes attack = new FrameBytes();
            for (int i = 0; i < 1000; i++) {
                attack.get(2 * i + 1, "/").reset(2 * i + 1, ErrorCode.CANCEL);
            }
            evil.send(attack);

            assertThat(evil.readToEnd()).anyMatch(line -> line.endsWith("ENHANCE_YOUR_CALM"));
            good.send(get(1, "/")).await("DATA 1 end ok");
            assertThat(count(bench, "tandem.proxy.http2.connection.errors", "reason", "reset-flood"))
                    .isEqualTo(1);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(bench.meters
                                    .get("tandem.proxy.buffered")
                                    .gauge()
                                    .value())
                            .isZero());
        }
    }

    @Test
    void reload_turns_it_on_for_connections_that_come_afterwards() throws IOException {
        try (StubMember a = StubMember.answering("ok");
                Bench bench = Bench.with(a).start();
                RawClient before = bench.client()) {
            assertThat(before.ask(RawClient.get("/")).body()).isEqualTo("ok");
            tandem.core.config.ListenerConfig now = new tandem.core.config.ListenerConfig(
                            tandem.core.config.ListenAddress.parse("*:0"))
                    .withHttp2(true);

            Outcome outcome = bench.server.change(
                    java.util.Map.of("web", now),
                    tandem.core.config.ClientTimeouts.DEFAULT,
                    tandem.core.config.ClientLimits.DEFAULT);

            assertThat(outcome).isInstanceOf(Outcome.Done.class);
            assertThat(before.ask(RawClient.get("/")).body()).isEqualTo("ok");
            try (Http2Client client = new Http2Client(bench.server.port("web"))) {
                client.send(get(1, "/")).await("DATA 1 end ok");
            }
        }
    }
}
