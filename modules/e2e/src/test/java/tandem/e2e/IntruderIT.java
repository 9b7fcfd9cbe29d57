package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.app.demo.ClientReport;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;

/** A running pair, and hosts on its segment that have no business there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntruderIT {
    private static final String INTRUDER = "192.0.2.14";
    private static final String REFUSED = "refused a connection to the election link from " + INTRUDER;
    private static final String IGNORED = "see that only nodes reach the sharing port";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int ECHO_MILLIS = 150;
    /** Longer than any promise of the profile: what a repeated datagram could do has been done by then. */
    private static final Duration LONG = Duration.ofSeconds(3);

    private Stage stage;
    private Pair pair;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Net.missing();
        assumeTrue(missing.isEmpty(), () -> "network namespaces: " + missing.orElseThrow());
        stage = Stage.open(directory);
        stage.net.place("intruder", INTRUDER + "/24");
        pair = Pair.start(stage, PairSettings.USUAL);
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
    void node_with_another_secret_is_refused_told_once_and_disturbs_nothing() {
        String active = pair.owner();
        String before = self(active);
        ClientReport clients;

        try (RunningProcess intruder = intrude();
                Traffic traffic = stage.traffic(20, "")) {
            Awaitility.await("both nodes tell of the intruder; logs in " + stage.directory)
                    .atMost(SOON)
                    .until(() -> Stage.NODES.stream()
                            .map(node -> pair.node(node).log())
                            .allMatch(log -> log.contains(REFUSED) && log.contains(IGNORED)));
            clients = traffic.report();
            assertThat(intruder.alive()).isTrue();
        }

        assertThat(clients.attempts()).isNotEmpty();
        assertThat(clients.failed()).isZero();
        assertThat(self(active)).isEqualTo(before);
        for (String node : Stage.NODES) {
            PairStatus status = pair.status(node).orElseThrow();
            assertThat(status.nodes()).extracting(NodeStatus::name).containsExactlyElementsOf(Stage.NODES);
            assertThat(status.nodes()).allMatch(NodeStatus::reachable);
            assertThat(pair.node(node).log()).containsOnlyOnce(REFUSED);
        }
    }

    @Test
    void votes_and_releases_that_come_in_twice_count_once() {
        String owner = pair.owner();
        String peer = Stage.peerOf(owner);
        String after;
        ClientReport clients;

        try (Wire echo = stage.echo(ECHO_MILLIS)) {
            Awaitility.await("both nodes drop what is repeated; logs in " + stage.directory)
                    .atMost(SOON)
                    .until(() -> drops(owner, peer) && drops(peer, owner));
            // Among what is repeated now is the release of the old owner's promise, and its last votes.
            pair.readiedHandOver(owner).run();
            Awaitility.await(peer + " is active")
                    .atMost(SOON)
                    .until(() -> self(peer).startsWith("ACTIVE"));
            after = self(peer);
            try (Traffic traffic = stage.traffic(20, "")) {
                Trials.pause(LONG);
                clients = traffic.report();
            }
            assertThat(echo.seen(0, Long.MAX_VALUE).asked()).isPositive();
        }

        assertThat(clients.attempts()).isNotEmpty();
        assertThat(clients.failed()).isZero();
        assertThat(self(peer)).isEqualTo(after);
        pair.settle();
        assertThat(pair.owner()).isEqualTo(peer);
    }

    private boolean drops(String node, String sender) {
        return pair.node(node)
                .log()
                .contains("dropped a vote datagram from " + Stage.address(sender) + ": it has come in before");
    }

    @Test
    void host_that_answers_for_the_address_too_is_named_by_the_standby() {
        String owner = pair.owner();
        String standby = Stage.peerOf(owner);
        String named = stage.net.mac("intruder") + " answers for " + Stage.VIP + ", which " + owner + " holds at "
                + stage.net.mac(owner);

        stage.net.run("intruder", "ip", "addr", "add", Stage.VIP + "/32", "dev", "eth0");
        Awaitility.await(standby + " warns that " + named)
                .atMost(SOON)
                .until(() -> warnings(standby).stream().anyMatch(warning -> warning.startsWith(named)));
        String log = pair.node(owner).log();
        stage.net.forget("intruder", Stage.VIP + "/32");

        Awaitility.await(standby + " warns no more")
                .atMost(SOON)
                .until(() -> warnings(standby).isEmpty());
        assertThat(pair.node(standby).log()).contains("the right one answers for " + Stage.VIP + " again");
        assertThat(log).doesNotContain("gave way");
        assertThat(pair.owner()).isEqualTo(owner);
    }

    private List<String> warnings(String node) {
        return pair.status(node).map(PairStatus::warnings).orElse(List.of());
    }

    /** What a node says that it is, with its term and why. */
    private String self(String node) {
        return pair.status(node).stream()
                .flatMap(status -> status.nodes().stream())
                .filter(NodeStatus::self)
                .map(self -> self.role() + " " + self.term() + " " + self.reason())
                .findFirst()
                .orElseThrow();
    }

    /** Starts a node that knows everything but the secret. */
    private RunningProcess intrude() {
        Path secret = Distribution.secret(stage.directory.resolve("guessed.key"), "fedcba9876543210".repeat(4));
        Path file = Distribution.write(stage.directory.resolve("lb3.yaml"), """
                node: lb3
                state-directory: %s
                cluster:
                  name: e2e
                  nodes: {lb1: %s, lb2: %s, lb3: %s}
                  gateway: %s
                  secret-file: %s
                httpd: httpd.conf
                """.formatted(
                        stage.directory.resolve("state-lb3"),
                        Stage.address("lb1"),
                        Stage.address("lb2"),
                        INTRUDER,
                        Stage.address("client"),
                        secret));
        return RunningProcess.start(
                stage.net.inside("intruder", Distribution.tandem(), "run", "--config", file.toString()),
                true,
                stage.directory.resolve("lb3.log"),
                "ready node=lb3");
    }
}
