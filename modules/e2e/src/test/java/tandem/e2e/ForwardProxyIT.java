package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.tls.TestCertificates;

/** The distribution as a forward proxy, asked by curl as users do. */
@Tag(Tags.UNTIMED)
class ForwardProxyIT {
    private static final String HOST = "127.0.0.1";

    @TempDir
    Path directory;

    private final int port = Distribution.freePort();
    private final int metrics = Distribution.freePort();

    private Path config(String guards) {
        return Distribution.write(directory.resolve("tandem.yaml"), """
                state-directory: %s
                drain: 1s
                listeners: {outbound: {listen: "%s:%d"}}
                forward-proxies:
                  out:
                    connect-ports: [1-65535]
                    permit: [127.0.0.1]
                    guards: [%s]
                admin: {listen: "%s:%d"}
                metrics: {listen: "%s:%d"}
                """.formatted(
                        directory.resolve("state"), HOST, port, guards, HOST, Distribution.freePort(), HOST, metrics));
    }

    private String curl(String... arguments) {
        List<String> line = new java.util.ArrayList<>(
                List.of("curl", "-sS", "-m", "20", "--noproxy", "", "-x", "http://" + HOST + ":" + port));
        line.addAll(List.of(arguments));
        Command asked = Command.run(line);
        return asked.out() + asked.err();
    }

    private String scrape() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + metrics + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void curl_is_led_to_servers_by_url_and_by_connect_and_not_to_this_machine() throws Exception {
        TestCertificates.copy(directory, "ca.pem");
        Path config = config("{access: {order: allow-deny, allow: [127.0.0.0/8]}}");
        try (ParityMember plain = new ParityMember("plain");
                ParityMember secure = ParityMember.byTls("secure");
                RunningProcess node = RunningProcess.start(
                        List.of(Distribution.tandem(), "run", "--config", config.toString()),
                        false,
                        directory.resolve("node.log"),
                        "ready node=")) {
            assertThat(node.log()).contains("ready node=");
            assertThat(curl("http://" + HOST + ":" + plain.port() + "/a")).contains("member plain", "GET /a HTTP/1.1");
            assertThat(curl("-p", "http://" + HOST + ":" + plain.port() + "/b")).contains("member plain", "GET /b");
            assertThat(curl("-k", "https://" + HOST + ":" + secure.port() + "/c"))
                    .contains("member secure", "GET /c HTTP/1.1");
            assertThat(curl("-o", "/dev/null", "-w", "%{http_code}", "http://[::1]:" + metrics + "/metrics"))
                    .isEqualTo("403");

            Awaitility.await()
                    .untilAsserted(() -> assertThat(scrape())
                            .contains("tandem_forward_refused_total{cause=\"address\"")
                            .contains("tandem_forward_tunnels")
                            .containsPattern("tandem_proxy_requests_total\\{balancer=\"out\",code=\"2xx\"[^}]*\\} 3"));
        }
    }

    @Test
    void an_open_proxy_neither_passes_the_check_nor_starts() {
        Path open = config("{access: {}}");

        Command check = Distribution.tandem("check", "--config", open.toString());
        Command run = Distribution.tandem("run", "--config", open.toString());

        assertThat(check.code()).isEqualTo(78);
        assertThat(check.err())
                .contains("tandem.yaml:6:5", "forward-proxies.out: everybody could use this proxy", "write guards:");
        assertThat(run.code()).isEqualTo(78);
        assertThat(run.out()).doesNotContain("ready");
    }
}
