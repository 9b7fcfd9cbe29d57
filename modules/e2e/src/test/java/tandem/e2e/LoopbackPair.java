package tandem.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import tandem.app.demo.DemoMember;

/**
 * Two nodes of the distribution with provider bind, and two members, on loopback addresses and without any privilege. Profile calm: how
 * quickly an address moves is measured elsewhere.
 */
final class LoopbackPair implements AutoCloseable {
    static final List<String> NODES = List.of("lb1", "lb2");
    private static final String VIP = "127.0.211.100";
    private static final Duration SETTLED = Duration.ofMinutes(3);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path directory;
    private final Map<String, String> addresses =
            new ConcurrentHashMap<>(Map.of("lb1", "127.0.211.11", "lb2", "127.0.211.12"));
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, RunningProcess> nodes = new LinkedHashMap<>();
    private final List<DemoMember> members = new ArrayList<>();
    private final int port = Distribution.freePort();
    private final int adminPort = Distribution.freePort();
    private final int metricsPort = Distribution.freePort();
    private final int clusterPort = Distribution.freePort();
    private final int sharingPort = Distribution.freePort();
    private final int registrationPort = Distribution.freePort();
    private final Balancing balancing;

    /** What the nodes balance. */
    private enum Balancing {
        SEED,
        ISSUING,
        REGISTERING
    }

    private LoopbackPair(Path directory, Balancing balancing) {
        this.directory = directory;
        this.balancing = balancing;
    }

    /** Starts everything with the seed's balancing and waits until one node serves and both share. */
    static LoopbackPair start(Path directory) throws IOException {
        return start(new LoopbackPair(directory, Balancing.SEED));
    }

    /** The same with the seed's members in YAML, the second one in balancer {@code canary} too, a cookie {@code TANDEMID} that the nodes issue, and Apache's balancer-manager. */
    static LoopbackPair startIssuing(Path directory) throws IOException {
        return start(new LoopbackPair(directory, Balancing.ISSUING));
    }

    /** The same without members: they register, at {@link #door}. */
    static LoopbackPair startRegistering(Path directory) throws IOException {
        return start(new LoopbackPair(directory, Balancing.REGISTERING));
    }

    private static LoopbackPair start(LoopbackPair pair) throws IOException {
        try {
            pair.startMembers();
            pair.configure();
            NODES.forEach(pair::launchNode);
            pair.settle();
            return pair;
        } catch (RuntimeException | IOException e) {
            pair.close();
            throw e;
        }
    }

    /** Waits until one node serves and both share. */
    void settle() {
        Awaitility.await("a settled pair; logs in " + directory)
                .atMost(SETTLED)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .until(() -> NODES.stream().allMatch(node -> shares(node) && reachesAll(node)) && answers());
    }

    /** Waits until both nodes run and share. */
    void settleSharing() {
        Awaitility.await("both nodes share; logs in " + directory)
                .atMost(SETTLED)
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .until(() -> NODES.stream().allMatch(node -> shares(node) && reachesAll(node)));
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
        Distribution.secret(directory.resolve("cluster.key"), "0123456789abcdef".repeat(4));
        Distribution.secret(directory.resolve("cookie.key"), "fedcba9876543210".repeat(4));
        NODES.forEach(this::configure);
    }

    private void configure(String node) {
        String address = addresses.get(node);
        Distribution.write(directory.resolve(node + ".yaml"), """
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
                drain: 1s
                admin: {listen: "%s:%d"}
                metrics: {listen: "%s:%d"}
                %s
                """.formatted(
                        node,
                        state(node),
                        addresses.get("lb1"),
                        addresses.get("lb2"),
                        clusterPort,
                        sharingPort,
                        VIP,
                        address,
                        adminPort,
                        address,
                        metricsPort,
                        switch (balancing) {
                            case SEED -> "httpd: httpd.conf";
                            case ISSUING -> issuingBalancing();
                            case REGISTERING -> registeringBalancing(address);
                        }));
    }

    private String issuingBalancing() {
        return """
                listeners: {web: {listen: "*:%d"}}
                balancers:
                  mycluster:
                    sticky: {cookie: TANDEMID, issue: {key-file: cookie.key}}
                    members:
                      - {name: node1, url: "http://127.0.0.1:%d", route: node1}
                      - {name: node2, url: "http://127.0.0.1:%d", route: node2}
                  canary: {members: [{name: next, url: "http://127.0.0.1:%d"}]}
                routes: [{listener: web, balancer: mycluster}]
                balancer-manager: {compatible: true}
                """.formatted(
                        port,
                        members.getFirst().port(),
                        members.getLast().port(),
                        members.getLast().port());
    }

    private String registeringBalancing(String address) {
        return """
                listeners: {web: {listen: "*:%d"}}
                balancers: {shop: {}}
                routes: [{listener: web, balancer: shop}]
                registration: {listen: "%s:%d", balancer: shop}
                """.formatted(port, address, registrationPort);
    }

    /** Where members register at a node, as {@code ADDRESS:PORT}. */
    String door(String node) {
        return addresses.get(node) + ":" + registrationPort;
    }

    /** The service, such as {@code http://127.0.211.100:8080}. */
    String service() {
        return "http://" + VIP + ":" + port;
    }

    private boolean answers() {
        return balancing == Balancing.REGISTERING ? get(service() + "/").statusCode() == 503 : serves();
    }

    /** From its next start on a node has another address, and the files of both say so. */
    void move(String node, String address) {
        addresses.put(node, address);
        NODES.forEach(this::configure);
    }

    /** A node that has ended loses its state directory, as a new machine has none. */
    void forget(String node) {
        Command.run("rm", "-r", state(node).toString()).demand();
    }

    /** A node's state directory. */
    Path state(String node) {
        return directory.resolve("state-" + node);
    }

    /** Starts a node, again if it ran before. */
    void launchNode(String name) {
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
        return addresses.get(node) + ":" + metricsPort;
    }

    /** A node's status. */
    JsonNode status(String node) {
        try {
            return MAPPER.readTree(get(admin(node) + "/api/v1/status").body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(node + " answered no JSON", e);
        }
    }

    /** What a node says of a member of the seed's balancer, such as {@code node1}. */
    JsonNode member(String node, String member) {
        for (JsonNode one : status(node).at("/balancers/0/members")) {
            if (one.path("name").asText().equals(member)) {
                return one;
            }
        }
        throw new IllegalStateException(node + " knows no member " + member);
    }

    /** A node's metrics in Prometheus' text format. */
    String metrics(String node) {
        return get("http://" + target(node) + "/metrics").body();
    }

    /** A node's admin listener, such as {@code http://127.0.211.11:9990}. */
    URI admin(String node) {
        return URI.create("http://" + addresses.get(node) + ":" + adminPort);
    }

    /** Asks the service once. */
    boolean serves() {
        return get("http://" + VIP + ":" + port + "/").statusCode() == 200;
    }

    /** Asks the service once, on a connection of its own. */
    Visit visit(String cookie) {
        return Visit.of(VIP, port, cookie);
    }

    private boolean shares(String node) {
        return metrics(node).contains("\ntandem_sharing_peers 1.0\n");
    }

    private boolean reachesAll(String node) {
        for (JsonNode other : status(node).path("nodes")) {
            if (!other.path("reachable").asBoolean()) {
                return false;
            }
        }
        return true;
    }

    /** The node that holds the virtual address. */
    String active() {
        return NODES.stream()
                .filter(node -> get("http://" + target(node) + "/active").statusCode() == 200)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no node is active"));
    }

    /** What a node says of itself. */
    JsonNode self(String node) {
        for (JsonNode one : status(node).path("nodes")) {
            if (one.path("self").asBoolean()) {
                return one;
            }
        }
        throw new IllegalStateException(node + " does not know itself");
    }

    /** Whether this node says of itself that it holds the address. */
    boolean isActive(String node) {
        return self(node).path("role").asText().equals("active");
    }

    /** Ends a node's process as a crash would, and waits until it is gone. */
    void kill(String name) {
        RunningProcess process = nodes.get(name);
        process.signal("KILL");
        Awaitility.await(name + " is gone").until(() -> !process.alive());
    }

    /** Ends a node's process as a service manager does, and waits until it is gone. */
    void stop(String name) {
        RunningProcess process = nodes.get(name);
        process.signal("TERM");
        if (process.exitCode() != 0) {
            throw new IllegalStateException(name + " ended with " + process.exitCode() + ": " + process.log());
        }
    }

    RunningProcess node(String name) {
        return nodes.get(name);
    }

    /** The node that is not this one. */
    static String peerOf(String node) {
        return NODES.getFirst().equals(node) ? NODES.getLast() : NODES.getFirst();
    }

    /** Runs {@code bin/tandem}, asking that node. */
    Command ask(String node, String... arguments) {
        List<String> line = new ArrayList<>(List.of(Distribution.tandem()));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--admin", admin(node).toString()));
        return Command.run(line);
    }

    /** Changes a balancer or a member by the form that a node's balancer-manager shows of it. */
    void manage(String node, String what, String change) {
        String page = admin(node) + "/balancer-manager";
        Matcher nonce = Pattern.compile("nonce=([-\\w]+)").matcher(get(page).body());
        if (!nonce.find()) {
            throw new IllegalStateException(page + " shows no form");
        }
        HttpRequest.Builder form = HttpRequest.newBuilder(URI.create(page))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Referer", page)
                .POST(HttpRequest.BodyPublishers.ofString(what + "&nonce=" + nonce.group(1) + "&" + change));
        if (send(form).statusCode() != 200) {
            throw new IllegalStateException(page + " refused " + what + " " + change);
        }
    }

    /** Where a member is, as the balancing names it. */
    String memberUrl(String member) {
        return "http://127.0.0.1:" + members.get(member.equals("node1") ? 0 : 1).port();
    }

    /** What a node's admin listener answers to a command. */
    HttpResponse<String> post(String node, String path, String json) {
        return send(HttpRequest.newBuilder(URI.create(admin(node) + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** The file with the balancing, which both nodes read. */
    Path balancing() {
        return directory.resolve("httpd.conf");
    }

    private HttpResponse<String> get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    private HttpResponse<String> send(HttpRequest.Builder builder) {
        HttpRequest request = builder.timeout(Duration.ofSeconds(10)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(request.uri() + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking " + request.uri(), e);
        }
    }

    @Override
    public void close() {
        nodes.values().forEach(RunningProcess::close);
        members.forEach(DemoMember::close);
        http.close();
    }
}
