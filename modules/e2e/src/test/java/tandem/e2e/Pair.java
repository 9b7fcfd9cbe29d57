package tandem.e2e;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import tandem.admin.json.StatusReader;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.Role;

/**
 * Two nodes with the seed configuration, two members, a client that is also the gateway, and an onlooker, each with its own
 * namespace on one bridge.
 */
final class Pair implements AutoCloseable {
    static final String VIP = "192.0.2.100";
    static final String URL = "http://" + VIP + "/";
    static final String WATCH = "192.0.2.9";
    static final List<String> NODES = List.of("lb1", "lb2");
    private static final Duration SETTLED = Duration.ofSeconds(30);

    final Net net;
    final Path directory;
    private final Map<String, RunningProcess> nodes = new LinkedHashMap<>();
    private final Map<String, RunningProcess> members = new LinkedHashMap<>();

    private Pair(Net net, Path directory) {
        this.net = net;
        this.directory = directory;
    }

    /** Starts everything and waits until one node holds the address and both share. */
    static Pair start(Path directory) {
        Net net = Net.open();
        Pair pair = new Pair(net, directory);
        try {
            pair.cable();
            pair.configure();
            pair.startMember("node1");
            pair.startMember("node2");
            NODES.forEach(pair::startNode);
            pair.settle();
            return pair;
        } catch (RuntimeException | AssertionError e) {
            pair.close();
            throw e;
        }
    }

    private void cable() {
        net.place("client", "192.0.2.1/24");
        net.place("watch", WATCH + "/24");
        net.place("lb1", "192.0.2.11/24");
        net.place("lb2", "192.0.2.12/24");
        net.place("node1", "192.0.2.21/24");
        net.place("node2", "192.0.2.22/24");
    }

    private void configure() {
        Distribution.write(directory.resolve("httpd.conf"), Distribution.seed("80", "192.0.2.21", "192.0.2.22"));
        Path secret = Distribution.write(directory.resolve("cluster.key"), "0123456789abcdef".repeat(4) + "\n");
        if (!secret.toFile().setReadable(false, false)
                || !secret.toFile().setReadable(true, true)
                || !secret.toFile().setWritable(false, false)
                || !secret.toFile().setWritable(true, true)) {
            throw new IllegalStateException("could not give " + secret + " the permissions "
                    + PosixFilePermissions.toString(PosixFilePermissions.fromString("rw-------")));
        }
        NODES.forEach(node -> Distribution.write(directory.resolve(node + ".yaml"), """
                node: %s
                state-directory: %s
                cluster:
                  name: e2e
                  nodes: {lb1: 192.0.2.11, lb2: 192.0.2.12}
                  gateway: 192.0.2.1
                  secret-file: %s
                vips:
                  - {address: %s/24, interface: eth0}
                drain: 1s
                httpd: httpd.conf
                """.formatted(
                        node, directory.resolve("state-" + node), secret, VIP)));
    }

    private void startMember(String name) {
        String address = name.equals("node1") ? "192.0.2.21:80" : "192.0.2.22:80";
        List<String> line = net.inside(name, Distribution.tandem(), "demo-member", "--name", name, "--listen", address);
        members.put(name, RunningProcess.start(line, true, directory.resolve(name + ".log"), "ready member=" + name));
    }

    /** Starts a node and waits until it is ready. */
    void startNode(String name) {
        List<String> line = net.inside(
                name,
                Distribution.tandem(),
                "run",
                "--config",
                directory.resolve(name + ".yaml").toString());
        Path log = directory.resolve(name + "-" + System.nanoTime() + ".log");
        nodes.put(name, RunningProcess.start(line, true, log, "ready node=" + name));
    }

    RunningProcess node(String name) {
        return nodes.get(name);
    }

    /** Waits until one node is active, the other standby, both see each other and share. */
    void settle() {
        Awaitility.await("a settled pair; logs in " + directory)
                .atMost(SETTLED)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> NODES.stream().allMatch(this::settled));
    }

    private boolean settled(String node) {
        return status(node)
                .filter(status -> status.nodes().stream().allMatch(NodeStatus::reachable))
                .filter(status -> status.nodes().stream()
                                .filter(other -> other.role() == Role.ACTIVE)
                                .count()
                        == 1)
                .filter(status -> status.nodes().stream()
                                .filter(other -> other.role() == Role.STANDBY)
                                .count()
                        == 1)
                .filter(status -> status.sharing().state().equals("joined"))
                .isPresent();
    }

    /** A node's status; empty if it does not answer. */
    Optional<PairStatus> status(String node) {
        Command answer = Command.run(net.inside(node, Distribution.tandem(), "status", "-o", "json"));
        return answer.code() == 0 ? StatusReader.read(answer.out()) : Optional.empty();
    }

    /** The node that says it is active. */
    String active() {
        return NODES.stream()
                .filter(node -> status(node).stream()
                        .flatMap(status -> status.nodes().stream())
                        .anyMatch(self -> self.self() && self.role() == Role.ACTIVE))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no node is active"));
    }

    static String peerOf(String node) {
        return node.equals("lb1") ? "lb2" : "lb1";
    }

    /** Runs {@code bin/tandem} beside a node, asking that node. */
    Command ask(String node, String... arguments) {
        String[] line = new String[arguments.length + 1];
        line[0] = Distribution.tandem();
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        return Command.run(net.inside(node, line));
    }

    /** Asks a node to hand over, without the start of a JVM, which would disturb the measurement. */
    void switchover(String from, String to) {
        String body = "{\"to\":\"" + to + "\"}";
        String request =
                "POST /api/v1/switchover HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Type: application/json\\r\\n"
                        + "Connection: close\\r\\nContent-Length: " + body.length() + "\\r\\n\\r\\n" + body;
        String script = "exec 3<>/dev/tcp/127.0.0.1/9990 && printf '" + request + "' >&3 && cat <&3";
        Command asked = Command.run(net.inside(from, "bash", "-c", script)).demand();
        if (!asked.out().startsWith("HTTP/1.1 200")) {
            throw new IllegalStateException("the switchover was refused: " + asked.out());
        }
    }

    Traffic traffic(int everyMillis, int seconds, String cookie) {
        return Traffic.start(net, directory, URL, everyMillis, seconds, cookie);
    }

    ArpWatch arpWatch() {
        return ArpWatch.start(net, directory, WATCH, VIP);
    }

    HolderSampler holders() {
        return HolderSampler.start(net, VIP, NODES);
    }

    @Override
    public void close() {
        nodes.values().forEach(RunningProcess::close);
        members.values().forEach(RunningProcess::close);
        net.close();
    }
}
