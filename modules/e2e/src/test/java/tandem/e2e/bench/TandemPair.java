package tandem.e2e.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tandem.e2e.Distribution;
import tandem.e2e.RunningProcess;
import tandem.e2e.bench.Candidate.Entry;
import tandem.e2e.peers.Peer;
import tandem.e2e.peers.PeerPorts;

/**
 * A pair of the distribution with shipped defaults on loopback addresses; the active node is scraped every 5 s. Its address is
 * held by provider bind: a listening port, so that clients reach it as they reach the others.
 */
final class TandemPair {
    private static final Duration SETTLED = Duration.ofMinutes(2);
    /** By what TLS is spoken. */
    private static final String ENGINE = System.getProperty("tandem.bench.engine", "jsse");

    private static final Map<String, String> NODES = Map.of("lb1", "127.0.217.11", "lb2", "127.0.217.12");

    private final Path directory;
    private final List<String> members;
    private final Path certificate;
    private final boolean http2;
    private final PeerPorts ports = PeerPorts.free();
    private final int metricsPort = Distribution.freePort();
    private final Map<String, RunningProcess> running = new LinkedHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());

    private TandemPair(Path directory, List<String> members, Path certificate, boolean http2) {
        this.directory = directory;
        this.members = members;
        this.certificate = certificate;
        this.http2 = http2;
    }

    /**
     * Starts both and waits until the first serves.
     *
     * @param certificate with its key, for clients by TLS
     * @param http2 whether it speaks HTTP/2 in clear text too
     * @param active what the command line of the active node begins with
     * @param standby that of the other
     */
    static Candidate start(
            Path directory,
            List<String> members,
            Path certificate,
            boolean http2,
            List<String> active,
            List<String> standby) {
        TandemPair pair = new TandemPair(directory, members, certificate, http2);
        try {
            pair.configure();
            pair.launch("lb1", active);
            pair.running.get("lb1").await("ready node=lb1");
            pair.launch("lb2", standby);
            pair.running.get("lb2").await("ready node=lb2");
            Awaitility.await("lb1 to be active; logs in " + directory)
                    .atMost(SETTLED)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> pair.status("lb1", "/active") == 200);
            Peer.awaitPort(pair.ports.plain());
            pair.scraper.scheduleAtFixedRate(() -> pair.status("lb1", "/metrics"), 5, 5, TimeUnit.SECONDS);
            return new Candidate(
                    "Tandem",
                    pair.ports,
                    pair.running.get("lb1").pid(),
                    true,
                    Set.of(Entry.values()),
                    () -> pair.status("lb1", "/active") == 200,
                    "active node of a running pair (provider bind, lb1 preferred, TLS by engine " + ENGINE
                            + ", everything else as it is by default),"
                            + " scraped every 5 s; the standby runs on the other CPU",
                    pair::close);
        } catch (RuntimeException | AssertionError e) {
            pair.close();
            throw e;
        }
    }

    private void configure() {
        Path secret = Distribution.secret(directory.resolve("cluster.key"), "0123456789abcdef".repeat(4));
        int cluster = Distribution.freePort();
        int sharing = Distribution.freePort();
        int admin = Distribution.freePort();
        String listed = Stream.iterate(0, index -> index < members.size(), index -> index + 1)
                .map(index -> "      - {name: m" + index + ", url: \"http://" + members.get(index) + "\"}\n")
                .collect(Collectors.joining());
        NODES.forEach((node, address) -> Distribution.write(directory.resolve(node + ".yaml"), """
                node: %1$s
                state-directory: %2$s
                cluster:
                  name: bench
                  nodes: {lb1: %3$s, lb2: %4$s}
                  secret-file: %5$s
                  port: %6$d
                  sharing-port: %7$d
                vips:
                  - {address: 127.0.0.1, provider: bind, prefer: lb1}
                drain: 1s
                listeners:
                  plain: {listen: "*:%8$d", http2: %15$s}
                  tls: {listen: "*:%13$d", http2: true, tls: {certificates: [{cert: %14$s}], engine: %17$s}}
                  logged: {listen: "*:%16$d"}
                sites:
                  - {name: logged, listeners: [logged], access-log: [{file: %2$s.log, format: common}]}
                balancers:
                  app:
                    members:
                %9$sroutes:
                  - {balancer: app}
                admin: {listen: "%10$s:%11$d"}
                metrics: {listen: "%10$s:%12$d"}
                """.formatted(
                        node,
                        directory.resolve("state-" + node),
                        NODES.get("lb1"),
                        NODES.get("lb2"),
                        secret,
                        cluster,
                        sharing,
                        ports.plain(),
                        listed,
                        address,
                        admin,
                        metricsPort,
                        ports.tls(),
                        certificate,
                        http2,
                        ports.logged(),
                        ENGINE)));
    }

    private void launch(String node, List<String> prefix) {
        List<String> line = Stream.concat(
                        prefix.stream(),
                        Stream.of(
                                Distribution.tandem(),
                                "run",
                                "--config",
                                directory.resolve(node + ".yaml").toString()))
                .toList();
        running.put(node, RunningProcess.launch(line, false, directory.resolve(node + ".log")));
    }

    /** The status of an answer; 0 without one. */
    private int status(String node, String path) {
        URI uri = URI.create("http://" + NODES.get(node) + ":" + metricsPort + path);
        try {
            return http.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void close() {
        scraper.shutdownNow();
        running.values().forEach(RunningProcess::close);
        http.close();
    }

    /** Makes a directory. */
    static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
