package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.AccessConfig;
import tandem.core.config.AccessConfig.Order;
import tandem.core.config.AccessLogConfig;
import tandem.core.config.ForwardGuardConfig;
import tandem.core.config.ForwardParentConfig;
import tandem.core.config.ForwardProxyConfig;
import tandem.core.config.FtpConfig;
import tandem.core.config.MemberUrl;
import tandem.core.config.PortRange;
import tandem.core.config.RouteConfig;
import tandem.core.config.TandemConfig;
import tandem.core.text.Network;
import tandem.proxy.RawClient.Response;

/** What clients ask of a forward proxy: whole URLs and CONNECT, straight or through another proxy. */
class ForwardProxyTest {
    private static final Network LOOPBACK = Network.parse("127.0.0.0/8");
    private static final AccessConfig LOCAL = new AccessConfig(Order.ALLOW_DENY, List.of(LOOPBACK), List.of());

    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private List<Network> permit = List.of(LOOPBACK);
    private List<ForwardParentConfig> parents = List.of();
    private List<PortRange> ports = List.of(new PortRange(1, 65535));
    private List<String> block = List.of();
    private RouteConfig.Via via = RouteConfig.Via.OFF;
    private AccessConfig access = LOCAL;
    private int tunnels = 10;

    @TempDir
    Path directory;

    @BeforeEach
    void onlyTheOwnFront() {
        assumeTrue(ProxySettings.Front.chosen() == ProxySettings.Front.OWN, "forward proxies are of the own front");
    }

    private UnaryOperator<TandemConfig> proxy() {
        ForwardProxyConfig proxy = new ForwardProxyConfig(
                List.of("web"),
                List.of(new ForwardGuardConfig("*", Optional.empty(), access)),
                ports,
                block,
                parents,
                List.of(),
                Optional.empty(),
                permit,
                via,
                Optional.empty(),
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                Duration.ofSeconds(120),
                tunnels,
                FtpConfig.DEFAULT);
        return config -> config.edit().forwardProxies(Map.of("out", proxy)).done();
    }

    private Bench bench(StubMember reverse) {
        return Bench.with(reverse).change(proxy()).start();
    }

    private static String get(StubMember server, String path, String... lines) {
        return "GET http://127.0.0.1:" + server.port() + path + " HTTP/1.1\r\nHost: other.example\r\n"
                + String.join("", lines) + "\r\n";
    }

    private static String connect(int port) {
        return "CONNECT 127.0.0.1:" + port + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n";
    }

    private StubMember echo() {
        return StubMember.scripted(talk -> {
            byte[] block = new byte[4096];
            int count;
            while ((count = talk.in.read(block)) >= 0) {
                talk.out.write(block, 0, count);
            }
            talk.send("bye");
            talk.socket.shutdownOutput();
            heads.add("ended");
        });
    }

    private static double refused(Bench bench, String cause) {
        return bench.meters
                .get("tandem.forward.refused")
                .tag("cause", cause)
                .counter()
                .count();
    }

    private static double open(Bench bench) {
        return bench.meters.get("tandem.forward.tunnels").gauge().value();
    }

    /** How many requests were answered well, of forward proxies alone. */
    private static double answered(Bench bench) {
        return bench.meters
                .get("tandem.proxy.requests")
                .tags("balancer", "out", "code", "2xx")
                .counter()
                .count();
    }

    @Test
    void a_whole_url_goes_to_its_server_and_a_path_to_the_members() throws IOException {
        try (StubMember member = StubMember.answering("member");
                StubMember server = StubMember.answering("server");
                Bench bench = bench(member);
                RawClient client = bench.client()) {
            Response out = client.ask(get(
                    server,
                    "/a%20b?c=d",
                    "Proxy-Connection: keep-alive\r\n",
                    "Proxy-Authorization: Basic eDp5\r\n",
                    "X-Kept: 1\r\n"));
            Response in = client.ask(RawClient.get("/a"));

            assertThat(out.body()).isEqualTo("server");
            assertThat(in.body()).isEqualTo("member");
            assertThat(server.requests)
                    .singleElement()
                    .asString()
                    .startsWith("GET /a%20b?c=d HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n")
                    .contains("X-Kept: 1\r\n", "Connection: close\r\n")
                    .doesNotContain("Proxy-", "X-Forwarded-");
        }
    }

    @Test
    void a_body_and_its_response_pass_as_to_a_member() throws IOException {
        try (StubMember member = StubMember.answering("member");
                StubMember server = StubMember.answering("server");
                Bench bench = bench(member);
                RawClient client = bench.client()) {
            Response response = client.ask("POST http://127.0.0.1:" + server.port()
                    + " HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nMax-Forwards: 3\r\n\r\nbody");

            assertThat(response.body()).isEqualTo("server");
            assertThat(server.requests)
                    .singleElement()
                    .asString()
                    .startsWith("POST / HTTP/1.1\r\n")
                    .contains("Max-Forwards: 2\r\n")
                    .endsWith("\r\n\r\nbody");
        }
    }

    @Test
    void via_and_the_last_hop_are_minded() throws IOException {
        via = RouteConfig.Via.ON;
        try (StubMember server = StubMember.answering("server");
                Bench bench = bench(server);
                RawClient client = bench.client()) {
            Response response = client.ask(get(server, "/"));
            Response last = client.ask(get(server, "/", "Max-Forwards: 0\r\n"));

            assertThat(response.field("Via")).startsWith("1.1 www.example.com");
            assertThat(server.requests).singleElement().asString().contains("Via: 1.1 www.example.com");
            assertThat(last.status()).isEqualTo(400);
        }
    }

    @Test
    void clients_that_may_not_are_refused_and_counted() throws IOException {
        access = new AccessConfig(Order.ALLOW_DENY, List.of(Network.parse("198.51.100.0/24")), List.of());
        try (StubMember server = StubMember.answering("server");
                Bench bench = bench(server);
                RawClient client = bench.client()) {
            assertThat(client.ask(get(server, "/")).status()).isEqualTo(403);
            assertThat(client.ask(connect(server.port())).status()).isEqualTo(403);
            assertThat(refused(bench, "access")).isEqualTo(2);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void nobody_is_led_to_this_machine() throws IOException {
        permit = List.of();
        try (StubMember server = StubMember.answering("server");
                Bench bench = bench(server);
                RawClient client = bench.client()) {
            assertThat(client.ask(get(server, "/")).status()).isEqualTo(403);
            assertThat(client.ask("GET http://localhost:" + server.port() + "/ HTTP/1.1\r\nHost: x\r\n\r\n")
                            .status())
                    .isEqualTo(403);
            assertThat(client.ask("CONNECT [::1]:" + server.port() + " HTTP/1.1\r\nHost: x\r\n\r\n")
                            .status())
                    .isEqualTo(403);
            assertThat(refused(bench, "address")).isEqualTo(3);
            assertThat(server.connections()).isZero();
            Awaitility.await().untilAsserted(() -> assertThat(open(bench)).isZero());
        }
    }

    @Test
    void blocked_hosts_ports_and_schemes_are_refused() throws IOException {
        block = List.of("127.0.0.0/16");
        ports = List.of(new PortRange(443, 443));
        try (StubMember server = StubMember.answering("server");
                Bench bench = bench(server);
                RawClient client = bench.client()) {
            assertThat(client.ask(get(server, "/")).status()).isEqualTo(403);
            assertThat(client.ask("GET http://localhost:" + server.port() + "/ HTTP/1.1\r\nHost: x\r\n\r\n")
                            .status())
                    .isEqualTo(403);
            assertThat(client.ask(connect(server.port())).status()).isEqualTo(403);
            assertThat(client.ask("GET https://www.example.com/ HTTP/1.1\r\nHost: x\r\n\r\n")
                            .status())
                    .isEqualTo(501);
            assertThat(refused(bench, "blocked")).isEqualTo(2);
            assertThat(refused(bench, "port")).isEqualTo(1);
            assertThat(refused(bench, "scheme")).isEqualTo(1);
        }
    }

    @Test
    void what_does_not_resolve_is_502_and_what_cannot_be_reached_503() throws IOException {
        try (StubMember server = StubMember.answering("server");
                Bench bench = bench(server);
                RawClient client = bench.client()) {
            assertThat(client.ask("GET http://nowhere.invalid/ HTTP/1.1\r\nHost: x\r\n\r\n")
                            .status())
                    .isEqualTo(502);
            assertThat(client.ask(connect(StubMember.freePort())).status()).isEqualTo(503);
            assertThat(client.ask(get(server, "/")).body()).isEqualTo("server");
            assertThat(bench.events).isEmpty();
            Awaitility.await().untilAsserted(() -> assertThat(open(bench)).isZero());
        }
    }

    @Test
    void connect_carries_blind_bytes_both_ways_and_each_half_may_close_first() throws Exception {
        try (StubMember server = echo();
                Bench bench = bench(server);
                RawClient client = bench.client()) {
            client.send(connect(server.port()) + "early");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 200 Connection Established\r\n\r\n");
            assertThat(client.readBytes(5)).isEqualTo("early");
            assertThat(open(bench)).isEqualTo(1);
            client.send("more");
            assertThat(client.readBytes(4)).isEqualTo("more");
            client.socket.shutdownOutput();

            assertThat(client.readToEnd()).isEqualTo("bye");
            assertThat(heads.poll(5, TimeUnit.SECONDS)).isEqualTo("ended");
            Awaitility.await().untilAsserted(() -> assertThat(open(bench)).isZero());
            Awaitility.await().untilAsserted(() -> assertThat(answered(bench)).isEqualTo(1));
            try (RawClient next = bench.client()) {
                next.ask(RawClient.get("/behind-all-that-is-counted"));
            }
            assertThat(answered(bench)).as("the tunnel is counted once").isEqualTo(1);
        }
    }

    @Test
    void a_client_that_goes_away_ends_its_tunnel() throws Exception {
        try (StubMember server = echo();
                Bench bench = bench(server)) {
            try (RawClient client = bench.client()) {
                client.send(connect(server.port())).readHead();
                client.socket.setSoLinger(true, 0);
            }
            Awaitility.await().untilAsserted(() -> assertThat(open(bench)).isZero());
        }
    }

    @Test
    void a_silent_tunnel_is_closed_when_its_own_time_is_up() throws Exception {
        FakeClock clock = new FakeClock();
        try (StubMember server = echo();
                Bench bench = Bench.with(server).clock(clock).change(proxy()).start();
                RawClient client = bench.client()) {
            client.send(connect(server.port())).readHead();
            clock.advance(Duration.ofSeconds(100));
            client.send("still");
            assertThat(client.readBytes(5)).isEqualTo("still");
            clock.advance(Duration.ofSeconds(121));

            assertThat(client.readToEnd()).isIn("", "[reset]");
        }
    }

    @Test
    void there_are_no_more_tunnels_than_may_be() throws IOException {
        tunnels = 1;
        try (StubMember server = echo();
                Bench bench = bench(server);
                RawClient second = bench.client()) {
            try (RawClient first = bench.client()) {
                first.send(connect(server.port())).readHead();

                Response response = second.ask(connect(server.port()));

                assertThat(response.status()).isEqualTo(503);
                assertThat(response.field("Retry-After")).isEqualTo("1");
            }
            Awaitility.await().untilAsserted(() -> assertThat(open(bench)).isZero());
            assertThat(second.send(connect(server.port())).readHead()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void another_proxy_gets_the_whole_url_and_connect() throws Exception {
        try (StubMember parent = StubMember.scripted(talk -> {
                    String head = talk.readHead();
                    heads.add(head);
                    if (head.startsWith("CONNECT")) {
                        talk.send("HTTP/1.0 200 Yes\r\nProxy-Agent: parent\r\n\r\nhello");
                        talk.awaitEnd();
                    } else {
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                });
                StubMember server = StubMember.answering("server")) {
            parents = List.of(
                    new ForwardParentConfig(
                            "*", Optional.empty(), MemberUrl.parse("http://127.0.0.1:" + StubMember.freePort())),
                    new ForwardParentConfig(
                            "*", Optional.empty(), MemberUrl.parse("http://127.0.0.1:" + parent.port())));
            permit = List.of();
            try (Bench bench = bench(server);
                    RawClient client = bench.client()) {
                Response response = client.ask(
                        "GET http://www.example.com/a?b HTTP/1.1\r\nHost: y\r\nProxy-Authorization: Basic eDp5\r\n\r\n");
                assertThat(response.body()).isEqualTo("ok");
                assertThat(heads.poll(5, TimeUnit.SECONDS))
                        .startsWith("GET http://www.example.com/a?b HTTP/1.1\r\nHost: www.example.com\r\n")
                        .contains("Proxy-Authorization: Basic eDp5\r\n");

                client.send("CONNECT www.example.com:443 HTTP/1.1\r\nHost: z\r\n\r\n");
                assertThat(client.readHead()).isEqualTo("HTTP/1.1 200 Connection Established\r\n\r\n");
                assertThat(client.readBytes(5)).isEqualTo("hello");
                assertThat(heads.poll(5, TimeUnit.SECONDS))
                        .isEqualTo("CONNECT www.example.com:443 HTTP/1.1\r\nHost: www.example.com:443\r\n\r\n");
            }
        }
    }

    @Test
    void what_another_proxy_says_against_connect_is_passed_on() throws IOException {
        try (StubMember parent = StubMember.sending("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
                StubMember server = StubMember.answering("server")) {
            parents = List.of(new ForwardParentConfig(
                    "*", Optional.empty(), MemberUrl.parse("http://127.0.0.1:" + parent.port())));
            try (Bench bench = bench(server);
                    RawClient client = bench.client()) {
                Response response = client.ask("CONNECT www.example.com:443 HTTP/1.1\r\nHost: z\r\n\r\n");

                assertThat(response.status()).isEqualTo(403);
                assertThat(response.body()).isEqualTo("no");
                Awaitility.await().untilAsserted(() -> assertThat(open(bench)).isZero());
            }
        }
    }

    @Test
    void what_a_server_wants_to_know_of_a_connection_is_never_shared() throws IOException {
        try (StubMember first = StubMember.answering("first");
                StubMember second = StubMember.answering("second");
                Bench bench = bench(first);
                RawClient client = bench.client()) {
            String ntlm = "Authorization: NTLM abc\r\n";
            assertThat(client.ask(get(first, "/", ntlm)).body()).isEqualTo("first");
            assertThat(client.ask(get(second, "/", ntlm)).body()).isEqualTo("second");
            assertThat(client.ask(get(second, "/")).body()).isEqualTo("second");
        }
    }

    @Test
    void a_line_of_the_access_log_has_what_was_asked_for() throws IOException {
        Path log = directory.resolve("access.log");
        AccessLogConfig lines = new AccessLogConfig(log, "%r|%>s|%{Host}i");
        try (StubMember server = StubMember.answering("server");
                Bench bench = Bench.with(server).change(proxy()).logged(lines).start()) {
            try (RawClient client = bench.client()) {
                client.ask(get(server, "/a?b"));
                client.ask(connect(StubMember.freePort()));
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(Files.readAllLines(log))
                            .hasSize(2)
                            .first()
                            .isEqualTo("GET http://127.0.0.1:" + server.port() + "/a?b HTTP/1.1|200|other.example"));
        }
    }

    @Test
    void without_a_forward_proxy_nothing_is_connected_and_whole_urls_go_to_the_members() throws IOException {
        try (StubMember member = StubMember.answering("member");
                Bench bench = Bench.with(member).start();
                RawClient client = bench.client()) {
            assertThat(client.ask(get(member, "/a")).body()).isEqualTo("member");
            assertThat(client.ask(connect(member.port())).status()).isEqualTo(405);
            Response ftp = client.ask("GET ftp://shop.example/ HTTP/1.1\r\nHost: shop.example\r\n\r\n");
            assertThat(ftp.status()).isEqualTo(400);
        }
    }

    @Test
    void malformed_requests_for_it_are_refused() throws IOException {
        try (StubMember server = StubMember.answering("server");
                Bench bench = bench(server)) {
            for (String request : List.of(
                    "GET http://127.0.0.1:0/ HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET http://user@127.0.0.1/ HTTP/1.1\r\nHost: x\r\n\r\n",
                    "GET http://127.0.0.1/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                    "CONNECT 127.0.0.1:443 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx",
                    "CONNECT 127.0.0.1 HTTP/1.1\r\nHost: x\r\n\r\n")) {
                assertThat(RawClient.once(bench.port, request).status())
                        .as(request)
                        .isEqualTo(400);
            }
        }
    }
}
