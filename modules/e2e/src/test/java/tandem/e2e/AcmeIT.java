package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.app.demo.DemoMember;
import tandem.core.tls.PemKey;
import tandem.core.tls.TrustEverybody;

/** Nodes of the distribution that order certificates of an authority. */
@Tag(Tags.UNTIMED)
class AcmeIT {
    private static final List<String> NODES = List.of("lb1", "lb2");
    private static final Map<String, String> ADDRESSES = Map.of("lb1", "127.0.218.11", "lb2", "127.0.218.12");
    private static final String VIP = "127.0.218.100";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(120);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final Map<String, RunningProcess> nodes = new LinkedHashMap<>();
    private final int port = Distribution.freePort();
    private final int securePort = Distribution.freePort();
    private final int adminPort = Distribution.freePort();

    @Test
    void pair_orders_a_certificate_keeps_it_on_both_nodes_and_shows_no_key_on_its_link() throws IOException {
        needed();
        try (Pebble pebble = Pebble.start(directory, VIP, port, securePort);
                DemoMember member = member()) {
            Optional<RunningProcess> sniffer = sniffer();
            configurePair(pebble.acme() + ", challenges: [http-01]", member.port());
            NODES.forEach(this::launch);
            NODES.forEach(this::awaitIssued);

            X509Certificate issued = shown(ADDRESSES.get("lb1"));
            assertThat(shown(ADDRESSES.get("lb2"))).isEqualTo(issued);
            assertThat(shown(VIP)).isEqualTo(issued);
            assertThat(names(issued)).containsExactlyInAnyOrder("shop.example", "www.shop.example");
            List<String> keys = keys("lb1");
            assertThat(keys).as("of the account and of the certificate").hasSize(2);
            assertThat(keys("lb2")).isEqualTo(keys);
            JsonNode order = status("lb2").at("/orders/0");
            assertThat(order.path("held").asBoolean()).isTrue();
            assertThat(order.at("/names/1").asText()).isEqualTo("www.shop.example");

            String active = active();
            nodes.get(active).signal("KILL");
            Awaitility.await("the other node holds the address; logs in " + directory)
                    .atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> shown(VIP).equals(issued));
            launch(active);
            nodes.get(active).await("ready node=");
            assertThat(shown(ADDRESSES.get(active))).as("kept over the restart").isEqualTo(issued);

            sniffer.ifPresent(seen -> findNothing(seen, keys));
            assumeTrue(sniffer.isPresent(), "to look for keys on the link needs tcpdump and the right to capture");
        } finally {
            nodes.values().forEach(RunningProcess::close);
        }
    }

    @Test
    void lone_node_proves_its_name_by_tls_alone() throws IOException {
        needed();
        try (Pebble pebble = Pebble.start(directory, ADDRESSES.get("lb1"), 1, securePort);
                DemoMember member = member()) {
            Distribution.write(
                    directory.resolve("lb1.yaml"),
                    """
                    node: lb1
                    state-directory: %s
                    """.formatted(state("lb1"))
                            + common("lb1", pebble.acme() + ", challenges: [tls-alpn-01]", member.port()));
            launch("lb1");
            nodes.get("lb1").await("ready node=");
            assertThat(Distribution.tandem(
                                    "check",
                                    "--config",
                                    directory.resolve("lb1.yaml").toString())
                            .out())
                    .contains("listener secure: the certificate for shop.example, www.shop.example is ordered from");

            awaitIssued("lb1");

            assertThat(names(shown(ADDRESSES.get("lb1"))))
                    .containsExactlyInAnyOrder("shop.example", "www.shop.example");
            assertThat(keys("lb1")).hasSize(2);
        } finally {
            nodes.values().forEach(RunningProcess::close);
        }
    }

    private static void needed() {
        Optional<String> missing = Pebble.missing();
        assumeTrue(missing.isEmpty(), () -> "ordering certificates needs the tool " + missing.orElseThrow());
    }

    private static DemoMember member() throws IOException {
        return DemoMember.start(
                "node1", new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), "BALANCEID", "shop");
    }

    // ---- nodes ----

    private void configurePair(String acme, int memberPort) {
        Distribution.secret(directory.resolve("cluster.key"), "0123456789abcdef".repeat(4));
        int clusterPort = Distribution.freePort();
        int sharingPort = Distribution.freePort();
        for (String node : NODES) {
            Distribution.write(
                    directory.resolve(node + ".yaml"),
                    """
                    node: %s
                    state-directory: %s
                    cluster:
                      name: shop
                      profile: calm
                      nodes: {lb1: %s, lb2: %s}
                      secret-file: cluster.key
                      port: %d
                      sharing-port: %d
                    vips:
                      - {address: %s, provider: bind}
                    """.formatted(
                                            node,
                                            state(node),
                                            ADDRESSES.get("lb1"),
                                            ADDRESSES.get("lb2"),
                                            clusterPort,
                                            sharingPort,
                                            VIP)
                            + common(node, acme, memberPort));
        }
    }

    private String common(String node, String acme, int memberPort) {
        String address = ADDRESSES.get(node);
        return """
                acme: {%s}
                listeners:
                  web: {listen: "%s:%d", redirect-to-https: 443}
                  secure: {listen: "%s:%d", tls: {acme: [shop.example, www.shop.example]}}
                balancers: {shop: {members: [{name: node1, url: "http://127.0.0.1:%d"}]}}
                routes: [{balancer: shop}]
                drain: 1s
                admin: {listen: "%s:%d"}
                metrics: {listen: "%s:%d"}
                """.formatted(
                        acme,
                        acme.contains("tls-alpn") ? address : "*",
                        port,
                        acme.contains("tls-alpn") ? address : "*",
                        securePort,
                        memberPort,
                        address,
                        adminPort,
                        address,
                        Distribution.freePort());
    }

    private void launch(String node) {
        nodes.put(
                node,
                RunningProcess.launch(
                        List.of(
                                Distribution.tandem(),
                                "run",
                                "--config",
                                directory.resolve(node + ".yaml").toString()),
                        false,
                        directory.resolve(node + ".log")));
    }

    private Path state(String node) {
        return directory.resolve("state-" + node);
    }

    private JsonNode status(String node) throws IOException {
        URI url = URI.create("http://" + ADDRESSES.get(node) + ":" + adminPort + "/api/v1/status");
        try (InputStream answer = url.toURL().openStream()) {
            return MAPPER.readTree(answer);
        }
    }

    private String active() throws IOException {
        for (String node : NODES) {
            for (JsonNode one : status(node).path("nodes")) {
                if (one.path("self").asBoolean() && one.path("role").asText().equals("active")) {
                    return node;
                }
            }
        }
        throw new AssertionError("no node is active");
    }

    private void awaitIssued(String node) {
        Awaitility.await(node + " shows a certificate of pebble; logs in " + directory)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .failFast(node + " ended", () -> !nodes.get(node).alive())
                .ignoreExceptions()
                .until(() -> shown(ADDRESSES.get(node))
                        .getIssuerX500Principal()
                        .getName()
                        .contains("Pebble"));
    }

    // ---- certificates and keys ----

    private X509Certificate shown(String address) throws IOException {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(address, securePort), 5_000);
            SSLSocket socket =
                    (SSLSocket) trustful().getSocketFactory().createSocket(plain, "shop.example", securePort, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("shop.example")));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static List<String> names(X509Certificate certificate) {
        return tandem.core.tls.KeyedCertificate.namesOf(certificate);
    }

    /** Who it is, the test looks at itself. */
    private static SSLContext trustful() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustEverybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The files with keys that a node keeps, each readable by nobody else. */
    private List<String> keys(String node) throws IOException {
        List<String> texts = new ArrayList<>();
        try (var files = Files.list(state(node).resolve("acme"))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".pem"))
                    .sorted()
                    .toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    // ---- the cluster's link ----

    /** Everything that the nodes' own addresses say to each other; empty where that cannot be seen. */
    private Optional<RunningProcess> sniffer() {
        if (Command.run("sh", "-c", "command -v tcpdump").code() != 0) {
            return Optional.empty();
        }
        Path file = directory.resolve("link.pcap");
        String between = "host " + ADDRESSES.get("lb1") + " and host " + ADDRESSES.get("lb2");
        RunningProcess tcpdump = RunningProcess.launch(
                List.of("tcpdump", "-i", "lo", "-U", "-s", "0", "-w", file.toString(), between),
                false,
                directory.resolve("tcpdump.log"));
        Awaitility.await("tcpdump listens or ends")
                .until(() -> !tcpdump.alive() || tcpdump.log().contains("listening on"));
        nodes.put("tcpdump", tcpdump);
        return tcpdump.alive() ? Optional.of(tcpdump) : Optional.empty();
    }

    private void findNothing(RunningProcess tcpdump, List<String> keys) {
        tcpdump.signal("INT");
        tcpdump.exitCode();
        String seen = new String(Distribution.bytes(directory.resolve("link.pcap")), StandardCharsets.ISO_8859_1);
        assertThat(seen.contains("the certificate for shop.example, www.shop.example is there"))
                .as("what nodes share is seen: the event of the order")
                .isTrue();
        for (String text : keys) {
            String key = text.substring(text.indexOf('\n') + 1, text.indexOf("-----END PRIVATE KEY"));
            assertThat(key.lines().filter(line -> !line.startsWith("---")))
                    .isNotEmpty()
                    .noneMatch(line -> seen.contains(line.substring(0, Math.min(24, line.length()))));
            byte[] number = ((ECPrivateKey) PemKey.read(text)).getS().toByteArray();
            String bytes = new String(number, StandardCharsets.ISO_8859_1);
            assertThat(seen.contains(bytes.substring(bytes.length() - 16))).isFalse();
        }
    }
}
