package tandem.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import tandem.app.demo.DemoMember;

/** Two nodes of the distribution with provider bind, and two members, on loopback addresses and without any privilege. */
final class LoopbackPair implements AutoCloseable {
    static final List<String> NODES = List.of("lb1", "lb2");
    private static final Map<String, String> ADDRESSES = Map.of("lb1", "127.0.211.11", "lb2", "127.0.211.12");
    private static final String VIP = "127.0.211.100";
    private static final Duration SETTLED = Duration.ofMinutes(3);

    private final Path directory;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, RunningProcess> nodes = new LinkedHashMap<>();
    private final List<DemoMember> members = new ArrayList<>();
    private final int port = Distribution.freePort();
    private final int adminPort = Distribution.freePort();
    private final int metricsPort = Distribution.freePort();

    private LoopbackPair(Path directory) {
        this.directory = directory;
    }

    /** Starts everything and waits until one node serves and both share. */
    static LoopbackPair start(Path directory) throws IOException {
        LoopbackPair pair = new LoopbackPair(directory);
        try {
            pair.startMembers();
            pair.configure();
            NODES.forEach(pair::launchNode);
            Awaitility.await("a settled pair; logs in " + directory)
                    .atMost(SETTLED)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptionsInstanceOf(IllegalStateException.class)
                    .until(() -> NODES.stream().allMatch(pair::shares) && pair.serves());
            return pair;
        } catch (RuntimeException | IOException e) {
            pair.close();
            throw e;
        }
    }

    private void startMembers() throws IOException {
        for (String name : List.of("node1", "node2")) {
            members.add(DemoMember.start(
                    name, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), "BALANCEID", "mycluster"));
        }
    }

    private void configure() {
        Distribution.write(
                directory.resolve("httpd.conf"),
                Distribution.seed(
                        String.valueOf(port),
                        "127.0.0.1:" + members.getFirst().port(),
                        "127.0.0.1:" + members.getLast().port()));
        Path secret = Distribution.write(directory.resolve("cluster.key"), "0123456789abcdef".repeat(4) + "\n");
        Command.run("chmod", "600", secret.toString()).demand();
        int clusterPort = Distribution.freePort();
        int sharingPort = Distribution.freePort();
        ADDRESSES.forEach((node, address) -> Distribution.write(directory.resolve(node + ".yaml"), """
                node: %s
                state-directory: %s
                cluster:
                  name: shop
                  nodes: {lb1: %s, lb2: %s}
                  secret-file: %s
                  port: %d
                  sharing-port: %d
                vips:
                  - {address: %s, provider: bind}
                drain: 1s
                httpd: httpd.conf
                admin: {listen: "%s:%d"}
                metrics: {listen: "%s:%d"}
                """.formatted(
                        node,
                        directory.resolve("state-" + node),
                        ADDRESSES.get("lb1"),
                        ADDRESSES.get("lb2"),
                        secret,
                        clusterPort,
                        sharingPort,
                        VIP,
                        address,
                        adminPort,
                        address,
                        metricsPort)));
    }

    private void launchNode(String name) {
        String config = directory.resolve(name + ".yaml").toString();
        nodes.put(
                name,
                RunningProcess.launch(
                        List.of(Distribution.tandem(), "run", "--config", config),
                        false,
                        directory.resolve(name + ".log")));
    }

    /** Where a node's metrics are, such as {@code 127.0.211.11:9991}. */
    String target(String node) {
        return ADDRESSES.get(node) + ":" + metricsPort;
    }

    /** A node's metrics in Prometheus' text format. */
    String metrics(String node) {
        return get("http://" + target(node) + "/metrics").body();
    }

    /** Asks the service once. */
    boolean serves() {
        return get("http://" + VIP + ":" + port + "/").statusCode() == 200;
    }

    private boolean shares(String node) {
        return metrics(node).contains("\ntandem_sharing_peers 1.0\n");
    }

    /** The node that holds the virtual address. */
    String active() {
        return NODES.stream()
                .filter(node -> get("http://" + target(node) + "/active").statusCode() == 200)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no node is active"));
    }

    RunningProcess node(String name) {
        return nodes.get(name);
    }

    private HttpResponse<String> get(String url) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(url + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking " + url, e);
        }
    }

    @Override
    public void close() {
        nodes.values().forEach(RunningProcess::close);
        members.forEach(DemoMember::close);
        http.close();
    }
}
