package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.tls.TestCertificates;

/** HTTP/2 and WebSockets through a pair whose address is moved on purpose. The httpd.conf says {@code Protocols h2 http/1.1}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2HandoverIT {
    private static final int CLIENTS = 4;
    private static final int TRANSFER_MILLIS = 3000;
    /** Of each of three kinds. */
    private static final int SOCKETS = Figures.full() ? 334 : 67;

    private static final String PRINT = "openssl x509 -noout -fingerprint -sha256";

    private Stage stage;
    private Pair pair;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Stream.of(
                        Net.missing(), Net.missingNft(), missing("nghttp"), missing("curl"), missing("openssl"))
                .flatMap(Optional::stream)
                .findFirst();
        assumeTrue(missing.isEmpty(), () -> "HTTP/2 during a switchover " + missing.orElseThrow());
        stage = Stage.openForFlows(directory);
        pair = Pair.start(stage, PairSettings.USUAL.withSix().withHttp2());
    }

    private static Optional<String> missing(String tool) {
        return Command.run("sh", "-c", "command -v " + tool).code() == 0
                ? Optional.empty()
                : Optional.of("needs the tool " + tool);
    }

    @AfterAll
    void close() {
        if (pair != null) {
            pair.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void requests_and_downloads_survive_a_switchover_and_clients_come_again_to_the_new_owner() {
        Path log = stage.directory.resolve("nghttp.log");
        pair.settle();
        String from = pair.owner();
        String to = Stage.peerOf(from);
        try (FlowTraffic clients =
                        FlowTraffic.startByTls(stage, Stage.VIP, HttpClient.Version.HTTP_2, CLIENTS, TRANSFER_MILLIS);
                RunningProcess one = RunningProcess.launch(
                        stage.net.inside("client", "nghttp", "-nvy", Stage.URL_BY_TLS + "download?millis=12000"),
                        true,
                        log)) {
            awaitDownloads(clients, CLIENTS);
            Awaitility.await("a response to nghttp").until(() -> one.log().contains(":status: 200"));

            Command moved = pair.ask(from, "switchover", "--to", to);
            long before = clients.sum().lasting();
            awaitDownloads(clients, before + 2 * CLIENTS);

            assertThat(moved.code()).as(moved.out() + moved.err()).isZero();
            assertThat(pair.owner()).isEqualTo(to);
            assertThat(clients.failures()).as("failed requests and downloads").isEmpty();
            assertThat(one.exitCode()).as(one.log()).isZero();
            assertThat(one.log())
                    .contains("recv GOAWAY frame", "error_code=NO_ERROR(0x00)")
                    .doesNotContain("recv RST_STREAM");
            assertThat(bytesOfData(one.log())).isEqualTo(FlowMember.PIECES * FlowMember.PIECE_BYTES);
            assertThat(streams(to)).as("streams at the new owner").isPositive();
            assertThat(curl()).isEqualTo("0\n2 200");
        }
    }

    @Test
    void certificate_is_replaced_twice_and_the_address_moved_in_between_under_load() {
        pair.settle();
        String from = pair.owner();
        try (FlowTraffic byHttp2 = FlowTraffic.startByTls(
                        stage, Stage.VIP, HttpClient.Version.HTTP_2, CLIENTS, TRANSFER_MILLIS / 2);
                FlowTraffic byHttp1 = FlowTraffic.startByTls(
                        stage, Stage.VIP, HttpClient.Version.HTTP_1_1, CLIENTS, TRANSFER_MILLIS / 2)) {
            List<FlowTraffic> all = List.of(byHttp2, byHttp1);
            all.forEach(clients -> awaitDownloads(clients, CLIENTS));

            replaceCertificate("shop-ec");
            awaitMore(all);
            Command moved = pair.ask(from, "switchover", "--to", Stage.peerOf(from));
            awaitMore(all);

            assertThat(moved.code()).as(moved.out() + moved.err()).isZero();
            assertThat(pair.owner()).isEqualTo(Stage.peerOf(from));
            assertThat(shown()).as("the new owner's").isEqualTo(printOf("shop-ec"));
            replaceCertificate("member");
            awaitMore(all);
            assertThat(byHttp2.failures()).as("by HTTP/2").isEmpty();
            assertThat(byHttp1.failures()).as("by HTTP/1.1").isEmpty();
        }
    }

    private static void awaitMore(List<FlowTraffic> all) {
        all.forEach(clients -> awaitDownloads(clients, clients.sum().lasting() + CLIENTS));
    }

    /** Puts another certificate in the place of the one that both nodes have; returns once the owner shows it. */
    private void replaceCertificate(String name) {
        Distribution.secret(stage.directory.resolve("member.key"), TestCertificates.text(name + ".key"));
        Distribution.write(stage.directory.resolve("member.pem"), TestCertificates.text(name + ".pem"));
        Awaitility.await("the owner shows " + name)
                .atMost(Duration.ofSeconds(30))
                .until(() -> shown().equals(printOf(name)));
    }

    private String shown() {
        return stage.net
                .run(
                        "client",
                        "sh",
                        "-c",
                        "openssl s_client -connect " + Stage.VIP + ":443 </dev/null 2>/dev/null | " + PRINT)
                .out();
    }

    private String printOf(String name) {
        TestCertificates.copy(stage.directory, name + ".pem");
        return Command.run("sh", "-c", PRINT + " -in " + stage.directory.resolve(name + ".pem"))
                .demand()
                .out();
    }

    /** What nghttp says of frames of DATA: {@code recv DATA frame <length=4096, flags=0x00, stream_id=13>}. */
    private static int bytesOfData(String log) {
        return log.lines()
                .filter(line -> line.contains("recv DATA frame <length="))
                .mapToInt(line -> Integer.parseInt(line.replaceAll(".*<length=(\\d+),.*", "$1")))
                .sum();
    }

    private String curl() {
        TestCertificates.copy(stage.directory, "ca.pem");
        return stage.net
                .run(
                        "client",
                        "curl",
                        "-s",
                        "--http2",
                        "--cacert",
                        stage.directory.resolve("ca.pem").toString(),
                        "--connect-to",
                        "localhost:443:" + Stage.VIP + ":443",
                        "-w",
                        "%{http_version} %{response_code}",
                        "https://localhost/")
                .out();
    }

    private double streams(String node) {
        String metrics = stage.net.get(pair.place(node), "/metrics").orElseThrow();
        return metrics.lines()
                .filter(line -> line.startsWith("tandem_proxy_http2_streams_total "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    @Test
    void silent_web_sockets_survive_a_reload_and_a_switchover() {
        pair.settle();
        String from = pair.owner();
        String all = 3 * SOCKETS + " of " + 3 * SOCKETS + " answered";
        try (WebSockets sockets = WebSockets.open(stage, Stage.VIP, SOCKETS)) {
            pair.edit(seed -> seed + "\nTimeout 301\n");
            List<String> reloaded = Stage.NODES.stream()
                    .map(node -> pair.ask(node, "reload").demand().out())
                    .toList();
            assertThat(sockets.ask()).as("after %s", reloaded).isEqualTo(all);

            pair.settle();
            Command moved = pair.ask(from, "switchover", "--to", Stage.peerOf(from));
            assertThat(sockets.ask()).as("after %s", moved).isEqualTo(all);

            assertThat(moved.code()).as(moved.out() + moved.err()).isZero();
            assertThat(pair.owner()).isEqualTo(Stage.peerOf(from));
            assertThat(sockets.failures()).isEmpty();
        }
    }

    private static void awaitDownloads(FlowTraffic clients, long count) {
        Awaitility.await(count + " downloads")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .ignoreException(NoSuchElementException.class) // nothing is counted yet
                .until(() -> clients.sum().lasting() >= count);
    }
}
