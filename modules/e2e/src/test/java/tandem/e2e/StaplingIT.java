package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.app.demo.DemoMember;
import tandem.core.tls.ocsp.OcspSamples;

/** What openssl as a client is handed of what openssl as an authority's responder says. */
@Tag(Tags.UNTIMED)
final class StaplingIT {
    private static final String HOST = "127.0.0.1";

    @TempDir
    private Path directory;

    private final int port = Distribution.freePort();
    private final int admin = Distribution.freePort();
    private final int metrics = Distribution.freePort();

    @BeforeEach
    void openssl() {
        assumeTrue(Command.run("sh", "-c", "command -v openssl").code() == 0, "stapling needs the tool openssl");
    }

    private RunningProcess start(int memberPort, String responder) {
        Distribution.write(directory.resolve("leaf.pem"), OcspSamples.text("leaf.pem") + OcspSamples.text("ca.pem"));
        Distribution.write(directory.resolve("leaf.key"), OcspSamples.text("leaf.key"));
        Path config = Distribution.write(directory.resolve("tandem.yaml"), """
                node: lb1
                state-directory: %s
                listeners:
                  secure:
                    listen: "%s:%d"
                    tls: {certificates: [{cert: leaf.pem, key: leaf.key}], ocsp-stapling: true, ocsp-responder: "%s"}
                balancers: {shop: {members: [{name: node1, url: "http://%s:%d"}]}}
                routes: [{listener: secure, balancer: shop}]
                admin: {listen: "%s:%d"}
                metrics: {listen: "%s:%d"}
                """.formatted(
                directory.resolve("state"), HOST, port, responder, HOST, memberPort, HOST, admin, HOST, metrics));
        return RunningProcess.start(
                List.of(Distribution.tandem(), "run", "--config", config.toString()),
                false,
                directory.resolve("node.log"),
                "ready node=");
    }

    /** What the client prints; it leaves after the handshake. */
    private String client(String version) {
        return Command.run(
                        "sh",
                        "-c",
                        "openssl s_client -connect " + HOST + ":" + port + " -servername shop.example -status -"
                                + version + " </dev/null 2>&1")
                .out();
    }

    private static DemoMember member() throws IOException {
        return DemoMember.start("node1", new InetSocketAddress(InetAddress.getByName(HOST), 0), "BALANCEID", "shop");
    }

    @Test
    void clients_get_what_the_authority_said_as_long_as_it_counts_and_hear_of_no_revoked_one() throws Exception {
        try (StubResponder responder = new StubResponder(directory, StubResponder.Mood.GOOD);
                DemoMember member = member();
                RunningProcess node = start(member.port(), responder.url())) {
            for (String version : List.of("tls1_2", "tls1_3")) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(client(version))
                                .contains("OCSP Response Status: successful", "Cert Status: good"));
            }
            assertThat(metrics()).contains("tandem_tls_ocsp_fetches_total{", "outcome=\"good\"} 1.0");
            responder.mood(StubResponder.Mood.REVOKED);

            // the answer counts for a minute and is asked for again at half of it
            Awaitility.await()
                    .atMost(Duration.ofSeconds(50))
                    .untilAsserted(() -> assertThat(node.log()).contains("says that it is revoked"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(client("tls1_3")).contains("OCSP response: no response sent"));
        }
    }

    @Test
    void responder_that_does_not_answer_holds_no_client_up() throws Exception {
        try (StubResponder responder = new StubResponder(directory, StubResponder.Mood.SILENT);
                DemoMember member = member();
                RunningProcess node = start(member.port(), responder.url())) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> responder.asked.get() > 0);
            assertThat(client("tls1_3")).contains("OCSP response: no response sent", "Verification error");
            assertThat(responder.asked).hasValue(1);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(node.log()).contains("cannot be asked: "));
            assertThat(Distribution.tandem("status", "--admin", "http://" + HOST + ":" + admin)
                            .out())
                    .contains("no fresh OCSP response for the certificate");
        }
    }

    private String metrics() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + metrics + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
