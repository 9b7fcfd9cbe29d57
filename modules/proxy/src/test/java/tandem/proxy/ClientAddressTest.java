package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.AccessConfig;
import tandem.core.config.AccessLogConfig;
import tandem.core.config.ClientAddressConfig;
import tandem.core.config.GuardConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ProxyProtocolConfig;
import tandem.core.text.Network;
import tandem.proxy.origin.ProxyHeaders;

/** Clients whom trusted proxies name in a field of the request. The test's own connections come from 127.0.0.1. */
class ClientAddressTest {
    private static final List<Network> HERE = List.of(Network.parse("127.0.0.0/8"));

    @TempDir
    Path directory;

    private static ClientAddressConfig believing(String field, List<Network> internal, List<Network> trusted) {
        return new ClientAddressConfig(field, internal, trusted, Optional.of("X-Forwarded-By"));
    }

    private static Bench.Builder bench(StubMember member, ClientAddressConfig believed) {
        return Bench.with(member)
                .change(config ->
                        config.edit().clientAddress(Optional.of(believed)).done());
    }

    private static List<String> forwarded(String request) {
        return request.lines()
                .filter(line -> line.startsWith("X-Forwarded-For:")
                        || line.startsWith("X-Forwarded-By:")
                        || line.startsWith("Forwarded:"))
                .toList();
    }

    @Test
    void members_and_logs_see_the_client_that_an_own_proxy_names() throws IOException {
        Path log = directory.resolve("access.log");
        try (StubMember a = StubMember.answering("a");
                Bench bench = bench(a, believing("X-Forwarded-For", HERE, List.of()))
                        .logged(new AccessLogConfig(log, "%a %h %{c}a"))
                        .start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/", "X-Forwarded-For: 198.51.100.9\r\n"));
            client.ask(
                    RawClient.get("/", "x-forwarded-for: 1.1.1.1\r\n", "X-Forwarded-For: 198.51.100.8, 127.0.0.7\r\n"));
            client.ask(RawClient.get("/"));

            assertThat(forwarded(a.requests.get(0))).containsExactly("X-Forwarded-For: 198.51.100.9");
            assertThat(forwarded(a.requests.get(1))).containsExactly("X-Forwarded-For: 1.1.1.1, 198.51.100.8");
            assertThat(forwarded(a.requests.get(2))).containsExactly("X-Forwarded-For: 127.0.0.1");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(Files.readAllLines(log))
                            .containsExactly(
                                    "198.51.100.9 198.51.100.9 127.0.0.1",
                                    "198.51.100.8 198.51.100.8 127.0.0.1",
                                    "127.0.0.1 127.0.0.1 127.0.0.1"));
        }
    }

    @Test
    void nobody_else_is_believed() throws IOException {
        List<Network> elsewhere = List.of(Network.parse("192.0.2.0/24"));
        try (StubMember a = StubMember.answering("a");
                Bench bench = bench(a, believing("X-Forwarded-For", elsewhere, elsewhere))
                        .start();
                Bench plain = Bench.with(a).start();
                RawClient client = bench.client();
                RawClient other = plain.client()) {
            client.ask(RawClient.get("/", "X-Forwarded-For: 198.51.100.9\r\n"));
            other.ask(RawClient.get("/", "X-Forwarded-For: 198.51.100.9\r\n"));

            assertThat(a.requests)
                    .allMatch(
                            request -> forwarded(request).equals(List.of("X-Forwarded-For: 198.51.100.9, 127.0.0.1")));
        }
    }

    @Test
    void proxies_elsewhere_are_named_to_members_and_clients_cannot_forge_that() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = bench(a, believing("Forwarded", List.of(), HERE)).start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get(
                    "/",
                    "X-Forwarded-By: 6.6.6.6\r\n",
                    "Forwarded: for=1.1.1.1, for=\"[2001:db8::7]:99\";proto=https\r\n"));
            client.ask(RawClient.get("/", "Forwarded: for=10.0.0.7\r\n"));

            assertThat(forwarded(a.requests.get(0)))
                    .containsExactlyInAnyOrder(
                            "Forwarded: for=1.1.1.1",
                            "X-Forwarded-By: 127.0.0.1",
                            "X-Forwarded-For: 2001:db8:0:0:0:0:0:7");
            assertThat(forwarded(a.requests.get(1)))
                    .containsExactlyInAnyOrder("Forwarded: for=10.0.0.7", "X-Forwarded-For: 127.0.0.1");
        }
    }

    @Test
    void access_rules_see_the_client() throws IOException {
        AccessConfig others =
                new AccessConfig(AccessConfig.Order.DENY_ALLOW, List.of(), List.of(Network.parse("198.51.100.0/24")));
        ClientAddressConfig believed = believing("X-Forwarded-For", HERE, List.of());
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .change(config -> config.edit()
                                .clientAddress(Optional.of(believed))
                                .guards(List.of(new GuardConfig("/", Optional.empty(), others)))
                                .done())
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/", "X-Forwarded-For: 198.51.100.9\r\n"))
                            .status())
                    .isEqualTo(403);
            assertThat(client.ask(RawClient.get("/", "X-Forwarded-For: 203.0.113.9\r\n"))
                            .status())
                    .isEqualTo(200);
            assertThat(client.ask(RawClient.get("/", "X-Forwarded-For: 198.51.100.9, 203.0.113.9\r\n"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void walk_goes_on_from_the_client_of_a_proxy_header() throws IOException {
        ClientAddressConfig believed = believing("X-Forwarded-For", List.of(Network.parse("203.0.113.7")), List.of());
        ProxyProtocolConfig senders = new ProxyProtocolConfig(HERE, List.of(), ProxyProtocolConfig.TIMEOUT);
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .change(config -> config.edit()
                                .clientAddress(Optional.of(believed))
                                .listeners(java.util.Map.of(
                                        "web",
                                        new ListenerConfig(
                                                config.listeners().get("web").listen(),
                                                Optional.empty(),
                                                Optional.of(senders))))
                                .done())
                        .start();
                RawClient client = RawClient.behind(bench.port, ProxyHeaders.ipv4())) {
            client.ask(RawClient.get("/", "X-Forwarded-For: 198.51.100.9\r\n"));

            assertThat(forwarded(a.requests.getFirst())).containsExactly("X-Forwarded-For: 198.51.100.9");
        }
    }
}
