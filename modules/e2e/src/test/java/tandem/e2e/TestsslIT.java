package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.app.demo.DemoMember;

/** What testssl.sh finds at a listener that has certificates and else the defaults. */
@Tag(Tags.UNTIMED)
class TestsslIT {
    private static final String HOST = "127.0.0.1";
    private static final String NAME = "shop.example";
    private static final long LIMIT_SECONDS = 1200;
    private static final Set<String> MATTERS = Set.of("MEDIUM", "HIGH", "CRITICAL", "FATAL");

    /** What it finds and what is meant to be so. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "cipher_order",
            "Mozilla's intermediate leaves the choice to the client, who knows which suite its processor is quick at: all are"
                    + " strong; honor-cipher-order: true is there for whoever wants it",
            "security_headers",
            "which of them a page needs, its application knows; response-fields of rules add them where it does not");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void nothing_of_medium_severity_or_above_is_found() throws IOException {
        for (String tool : List.of("testssl", "openssl")) {
            boolean there = Command.run("sh", "-c", "command -v " + tool).code() == 0;
            assumeTrue(there, () -> "the look at TLS from outside needs the tool " + tool);
        }
        makeCertificates();
        int port = Distribution.freePort();
        List<String> found;
        try (DemoMember member = DemoMember.start(
                        "node1", new InetSocketAddress(InetAddress.getByName(HOST), 0), "BALANCEID", "shop");
                RunningProcess node = start(port, member.port())) {
            found = findings(port);
            assertThat(node.alive())
                    .as("the node, after all that was asked of it")
                    .isTrue();
        }

        assertThat(found)
                .as("findings of testssl.sh without a reason in this test")
                .isEmpty();
    }

    private RunningProcess start(int port, int memberPort) {
        Path config = Distribution.write(directory.resolve("tandem.yaml"), """
                node: lb1
                state-directory: %s
                listeners:
                  secure:
                    listen: "%s:%d"
                    http2: true
                    hsts: {max-age: 8760h}
                    tls: {certificates: [{cert: ec.pem, key: ec.key}, {cert: rsa.pem, key: rsa.key}]}
                balancers: {shop: {members: [{name: node1, url: "http://%s:%d"}]}}
                routes: [{listener: secure, balancer: shop}]
                admin: {listen: "%s:%d"}
                metrics: {listen: "%s:%d"}
                """.formatted(
                        directory.resolve("state"),
                        HOST,
                        port,
                        HOST,
                        memberPort,
                        HOST,
                        Distribution.freePort(),
                        HOST,
                        Distribution.freePort()));
        return RunningProcess.start(
                List.of(Distribution.tandem(), "run", "--config", config.toString()),
                false,
                directory.resolve("node.log"),
                "ready node=");
    }

    /** An authority of today, and certificates for three months: those of other tests are valid for a century, which is a finding. */
    private void makeCertificates() {
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "ca.key");
        openssl("req", "-x509", "-new", "-key", "ca.key", "-days", "90", "-subj", "/CN=Authority", "-out", "ca.pem");
        certificate("ec", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
        certificate("rsa", "rsa:2048");
    }

    private void certificate(String name, String... key) {
        Distribution.write(directory.resolve(name + ".ext"), """
                basicConstraints = CA:FALSE
                subjectAltName = DNS:%s
                keyUsage = digitalSignature%s
                extendedKeyUsage = serverAuth
                crlDistributionPoints = URI:http://crl.%s/ca.crl
                """.formatted(
                        NAME, name.equals("rsa") ? ", keyEncipherment" : "", NAME));
        List<String> request = new ArrayList<>(List.of("req", "-new", "-nodes", "-subj", "/CN=" + NAME, "-newkey"));
        request.addAll(List.of(key));
        request.addAll(List.of("-keyout", name + ".key", "-out", name + ".csr"));
        openssl(request.toArray(String[]::new));
        openssl(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-days",
                "90",
                "-extfile",
                name + ".ext",
                "-out",
                name + ".pem");
    }

    private void openssl(String... arguments) {
        List<String> line = new ArrayList<>(List.of("env", "-C", directory.toString(), "openssl"));
        line.addAll(List.of(arguments));
        Command.run(line).demand();
    }

    /** Those that matter and are no exceptions; prints how many there are of each severity. */
    private List<String> findings(int port) throws IOException {
        Path report = directory.resolve("testssl.json");
        // All that is judged; the lists of suites and of simulated clients are not, and take most of the time.
        Command asked = Command.run(
                List.of(
                        "testssl",
                        "--quiet",
                        "--color",
                        "0",
                        "--warnings",
                        "off",
                        "-p",
                        "-s",
                        "-f",
                        "-P",
                        "-S",
                        "-h",
                        "-U",
                        "--nodns",
                        "none",
                        "--add-ca",
                        directory.resolve("ca.pem").toString(),
                        "--jsonfile",
                        report.toString(),
                        "--ip",
                        HOST,
                        NAME + ":" + port),
                LIMIT_SECONDS);
        JsonNode findings = new ObjectMapper().readTree(report.toFile());
        Map<String, Integer> severities = new TreeMap<>();
        List<String> found = new ArrayList<>();
        for (JsonNode finding : findings) {
            String severity = finding.path("severity").asText();
            severities.merge(severity, 1, Integer::sum);
            if (MATTERS.contains(severity)
                    && !EXCEPTIONS.containsKey(finding.path("id").asText())) {
                found.add(severity + " " + finding.path("id").asText() + ": "
                        + finding.path("finding").asText());
            }
        }
        System.out.println("testssl.sh at a listener with defaults: " + severities);
        assertThat(severities.getOrDefault("OK", 0))
                .as("what it found to be right; its output: %s", asked.out() + asked.err())
                .isGreaterThan(30);
        return found;
    }
}
