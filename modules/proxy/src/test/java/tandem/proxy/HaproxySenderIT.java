package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ProxyProtocolConfig;
import tandem.core.config.TandemConfig;
import tandem.core.text.Network;

/** A real HAProxy in front, as sender of the PROXY protocol, for connections in clear text and for TLS passed through. */
class HaproxySenderIT {
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");

    @TempDir
    Path directory;

    private static TandemConfig gated(TandemConfig config) {
        ListenerConfig web = config.listeners().get("web");
        ProxyProtocolConfig senders =
                new ProxyProtocolConfig(List.of(Network.parse("127.0.0.1")), List.of(), ProxyProtocolConfig.TIMEOUT);
        return config.edit()
                .listeners(Map.of("web", new ListenerConfig(web.listen(), web.tls(), Optional.of(senders))))
                .done();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Process haproxy(int port, Bench bench, String server) throws IOException {
        Path config = Files.writeString(directory.resolve("haproxy.cfg"), """
                defaults
                  mode tcp
                  timeout connect 10s
                  timeout client 30s
                  timeout server 30s
                listen front
                  bind 127.0.0.1:%d
                  server lb 127.0.0.1:%d %s
                """.formatted(port, bench.port, server));
        return new ProcessBuilder(HAPROXY.toString(), "-db", "-f", config.toString())
                .inheritIO()
                .start();
    }

    private static void awaitListening(int port) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            try (Socket probe = new Socket("127.0.0.1", port)) {
                return probe.isConnected();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "send-proxy, false",
        "send-proxy-v2, false",
        "'send-proxy-v2 proxy-v2-options unique-id,crc32c', false",
        "send-proxy, true",
        "send-proxy-v2, true"
    })
    void client_that_haproxy_names_is_the_one_that_members_see(String option, boolean tls) throws Exception {
        assumeTrue(Files.isExecutable(HAPROXY), "needs haproxy: apt-get install haproxy");
        int port = freePort();
        try (StubMember a = StubMember.answering("a");
                Bench bench = bench(a, tls)) {
            Process haproxy = haproxy(port, bench, option);
            try {
                awaitListening(port);
                try (Socket own = new Socket("127.0.0.1", port, java.net.InetAddress.getByName("127.0.0.9"), 0);
                        RawClient client = RawClient.over(own, tls)) {
                    assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");
                }

                assertThat(a.requests.getLast()).contains("X-Forwarded-For: 127.0.0.9\r\n");
            } finally {
                haproxy.destroy();
                haproxy.waitFor();
            }
        }
    }

    private static Bench bench(StubMember member, boolean tls) {
        Bench.Builder builder = Bench.with(member).change(HaproxySenderIT::gated);
        return (tls ? builder.tls(Wire.listener("shop-ec")) : builder).start();
    }

    @Test
    void checks_of_haproxy_itself_are_answered() throws Exception {
        assumeTrue(Files.isExecutable(HAPROXY), "needs haproxy: apt-get install haproxy");
        int port = freePort();
        try (StubMember a = StubMember.answering("a");
                Bench bench = bench(a, false)) {
            Process haproxy = haproxy(port, bench, "send-proxy-v2 check check-send-proxy inter 100ms");
            try {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(bench.meters
                                        .get("tandem.proxy.protocol.connections")
                                        .tag("beginning", "sender")
                                        .counter()
                                        .count())
                                .isPositive());
            } finally {
                haproxy.destroy();
                haproxy.waitFor();
            }
        }
    }
}
