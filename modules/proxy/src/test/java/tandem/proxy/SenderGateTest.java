package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.config.AccessConfig;
import tandem.core.config.AccessLogConfig;
import tandem.core.config.ClientLimits;
import tandem.core.config.GuardConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ProxyProtocolConfig;
import tandem.core.config.TandemConfig;
import tandem.core.text.Network;
import tandem.proxy.origin.ProxyHeaders;

/** Clients behind balancers that say by the PROXY protocol who they are. */
class SenderGateTest {
    private static final byte[] LINE = ProxyHeaders.line("PROXY TCP4 203.0.113.7 198.51.100.1 4711 443");
    private static final List<Network> HERE = List.of(Network.parse("127.0.0.0/8"));
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private static TandemConfig with(TandemConfig config, ProxyProtocolConfig senders) {
        ListenerConfig web = config.listeners().get("web");
        ListenerConfig gated = new ListenerConfig(web.listen(), web.tls(), Optional.of(senders));
        return config.edit().listeners(java.util.Map.of("web", gated)).done();
    }

    private static Bench.Builder gated(StubMember member, String from, String... direct) {
        ProxyProtocolConfig senders = new ProxyProtocolConfig(
                List.of(Network.parse(from)),
                Arrays.stream(direct).map(Network::parse).toList(),
                LONG);
        return Bench.with(member).change(config -> with(config, senders));
    }

    private static double began(Bench bench, String how) {
        return bench.meters
                .get("tandem.proxy.protocol.connections")
                .tag("beginning", how)
                .counter()
                .count();
    }

    private static void awaitBegan(Bench bench, String how) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(began(bench, how)).isEqualTo(1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void client_of_the_header_is_the_one_that_members_and_logs_see(boolean tls) throws IOException {
        Path log = directory.resolve("access.log");
        try (StubMember a = StubMember.answering("a");
                Bench bench = tls(gated(a, "127.0.0.0/8"), tls)
                        .logged(new AccessLogConfig(log, "%a %{remote}p %{c}a %h"))
                        .start();
                RawClient one = RawClient.behind(bench.port, LINE);
                RawClient two = RawClient.behind(bench.port, ProxyHeaders.ipv6())) {
            assertThat(one.ask(RawClient.get("/")).body()).isEqualTo("a");
            assertThat(one.ask(RawClient.get("/")).body()).isEqualTo("a");
            assertThat(two.ask(RawClient.get("/")).body()).isEqualTo("a");

            assertThat(a.requests.get(0)).contains("X-Forwarded-For: 203.0.113.7\r\n");
            assertThat(a.requests.get(1)).contains("X-Forwarded-For: 203.0.113.7\r\n");
            assertThat(a.requests.get(2)).contains("X-Forwarded-For: 2001:db8:0:0:0:0:0:7\r\n");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(Files.readAllLines(log))
                            .containsExactly(
                                    "203.0.113.7 4711 127.0.0.1 203.0.113.7",
                                    "203.0.113.7 4711 127.0.0.1 203.0.113.7",
                                    "2001:db8:0:0:0:0:0:7 4711 127.0.0.1 2001:db8:0:0:0:0:0:7"));
            assertThat(began(bench, "accepted")).isEqualTo(2);
        }
    }

    private static Bench.Builder tls(Bench.Builder builder, boolean tls) {
        return tls ? builder.tls(Wire.listener("shop-ec")) : builder;
    }

    @Test
    void header_in_pieces_and_with_the_request_behind_it_is_read() throws IOException {
        byte[] header = ProxyHeaders.ipv4();
        String text = new String(header, java.nio.charset.StandardCharsets.ISO_8859_1);
        try (StubMember a = StubMember.answering("a");
                Bench bench = gated(a, "127.0.0.0/8").start();
                RawClient whole = RawClient.behind(bench.port, new byte[0]);
                RawClient pieces = RawClient.behind(bench.port, new byte[0])) {
            assertThat(whole.ask(text + RawClient.get("/")).body()).isEqualTo("a");
            for (char c : text.toCharArray()) {
                pieces.send(String.valueOf(c));
            }
            assertThat(pieces.ask(RawClient.get("/")).body()).isEqualTo("a");

            assertThat(a.requests).allMatch(request -> request.contains("X-Forwarded-For: 203.0.113.7\r\n"));
        }
    }

    @Test
    void who_may_not_send_a_header_is_closed_at_once() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = gated(a, "192.0.2.0/24").start();
                RawClient client = RawClient.behind(bench.port, new byte[0])) {
            assertThat(client.readToEnd()).isIn("", "[reset]");
            awaitBegan(bench, "refused");
            assertThat(a.requests).isEmpty();
        }
    }

    @Test
    void who_connects_directly_sends_none_and_cannot() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = gated(a, "127.0.0.0/8", "127.0.0.1").start();
                RawClient client = bench.client();
                RawClient forger = RawClient.behind(bench.port, LINE)) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");
            assertThat(a.requests.get(0)).contains("X-Forwarded-For: 127.0.0.1\r\n");
            assertThat(forger.read().status()).isEqualTo(400);
        }
    }

    @Test
    void what_is_no_header_is_closed_without_a_word() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = gated(a, "127.0.0.0/8").start();
                RawClient client = RawClient.behind(bench.port, new byte[0])) {
            client.send(RawClient.get("/"));

            assertThat(client.readToEnd()).isIn("", "[reset]");
            awaitBegan(bench, "malformed");
            assertThat(a.requests).isEmpty();
        }
    }

    @Test
    void header_that_does_not_come_in_time_ends_its_connection() throws IOException {
        FakeClock clock = new FakeClock();
        try (StubMember a = StubMember.answering("a");
                Bench bench = gated(a, "127.0.0.0/8").clock(clock).start();
                RawClient client = RawClient.behind(bench.port, Arrays.copyOf(LINE, 20))) {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> openClients(bench) == 1);
            clock.advance(LONG.plusSeconds(1));

            assertThat(client.readToEnd()).isIn("", "[reset]");
            awaitBegan(bench, "late");
        }
    }

    private static double openClients(Bench bench) {
        return bench.meters.get("tandem.proxy.client.connections").gauge().value();
    }

    @Test
    void check_of_the_sender_itself_is_answered_as_its_own() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = gated(a, "127.0.0.0/8").start();
                RawClient check = RawClient.behind(bench.port, ProxyHeaders.binary(0x20, 0, new byte[0]));
                RawClient probe = RawClient.behind(bench.port, new byte[0])) {
            assertThat(check.ask(RawClient.get("/")).body()).isEqualTo("a");
            probe.socket.close();

            assertThat(a.requests.get(0)).contains("X-Forwarded-For: 127.0.0.1\r\n");
            assertThat(began(bench, "sender")).isEqualTo(1);
            awaitBegan(bench, "gone");
        }
    }

    @Test
    void access_rules_see_the_client_of_the_header() throws IOException {
        AccessConfig others =
                new AccessConfig(AccessConfig.Order.DENY_ALLOW, List.of(), List.of(Network.parse("203.0.113.0/24")));
        List<GuardConfig> guards = List.of(new GuardConfig("/", Optional.empty(), others));
        ProxyProtocolConfig senders = new ProxyProtocolConfig(HERE, List.of(), LONG);
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .change(config -> with(config.edit().guards(guards).done(), senders))
                        .start();
                RawClient denied = RawClient.behind(bench.port, LINE);
                RawClient allowed = RawClient.behind(bench.port, ProxyHeaders.ipv6())) {
            assertThat(denied.ask(RawClient.get("/")).status()).isEqualTo(403);
            assertThat(allowed.ask(RawClient.get("/")).status()).isEqualTo(200);
        }
    }

    @Test
    void connections_are_counted_by_the_clients_of_headers_not_by_the_sender() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = gated(a, "127.0.0.0/8")
                        .limits(ClientLimits.DEFAULT.withConnections(100, 1))
                        .start();
                RawClient first = RawClient.behind(bench.port, LINE);
                RawClient other = RawClient.behind(bench.port, ProxyHeaders.ipv6())) {
            assertThat(first.ask(RawClient.get("/")).body()).isEqualTo("a");
            assertThat(other.ask(RawClient.get("/")).body()).isEqualTo("a");
            try (RawClient second = RawClient.behind(bench.port, LINE)) {
                assertThat(second.readToEnd()).isIn("", "[reset]");
            }
            first.socket.close();

            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                try (RawClient again = RawClient.behind(bench.port, LINE)) {
                    assertThat(again.ask(RawClient.get("/")).body()).isEqualTo("a");
                }
            });
        }
    }
}
