package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.app.demo.ClientReport;
import tandem.core.status.MemberStatus;
import tandem.core.status.PairStatus;

/** What becomes of clients and of a takeover when Hazelcast cannot get through: nothing; and state goes another way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharingStallSoak {
    private static final PairSettings SETTINGS = PairSettings.withWitness("normal");
    private static final int SHARING_PORT = 5701;

    private Stage stage;
    private Pair pair;
    private Trials trials;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Stream.of(Net.missing(), Net.missingNft())
                .flatMap(Optional::stream)
                .findFirst();
        assumeTrue(missing.isEmpty(), () -> "a pair whose Hazelcast stalls " + missing.orElseThrow());
        stage = Stage.open(directory);
        pair = Pair.start(stage, SETTINGS);
        trials = Trials.start(pair);
        trials.warmUp();
    }

    @AfterAll
    void close() {
        if (trials != null) {
            trials.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    @AfterEach
    void heal() {
        both("add", "table", "inet", "stall");
        both("delete", "table", "inet", "stall");
        stage.net.drop(List.of());
        pair.settle();
    }

    @Test
    void a_dropped_port_costs_no_request_no_takeover_and_no_setting_and_heals_by_itself() {
        Duration time = Duration.ofSeconds(Figures.full() ? 60 : 6);
        ClientReport before = during(time);

        both("add", "table", "inet", "stall");
        both("add", "chain", "inet", "stall", "in", "{ type filter hook input priority -200 ; }");
        both("add", "rule", "inet", "stall", "in", "tcp", "dport", String.valueOf(SHARING_PORT), "drop");
        both("add", "rule", "inet", "stall", "in", "tcp", "sport", String.valueOf(SHARING_PORT), "drop");
        ClientReport stalled = during(time);
        String owner = pair.owner();
        String peer = Stage.peerOf(owner);
        Awaitility.await("both say why, and that state goes over the election link")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Stream.of(owner, peer)
                        .allMatch(node -> status(node).warnings().stream()
                                .anyMatch(warning -> warning.contains("over the election link"))));
        pair.ask(
                        owner,
                        "member",
                        "mycluster/node2",
                        "set",
                        "weight=3",
                        "--author",
                        "anna",
                        "--comment",
                        "while it stalls")
                .demand();
        Awaitility.await("the setting on " + peer)
                .atMost(Duration.ofSeconds(10))
                .until(() -> member(peer).weight().equals("3"));

        assertThat(stalled.failed())
                .as("requests failed while the port was dropped")
                .isZero();
        quiet("the port dropped", before, stalled);
        both("flush", "chain", "inet", "stall", "in");
        reject("dport");
        reject("sport");
        ClientReport killed = during(time);
        assertThat(killed.failed())
                .as("requests failed while the connections were reset")
                .isZero();
        quiet("the clusters of both killed", before, killed);
        Figures outages = new Figures("takeover while Hazelcast's connections are reset: outage", "ms");
        outages.add(takeOver(owner));
        outages.print();
        assertThat(outages.worst())
                .as("outage of a takeover meanwhile in ms")
                .isLessThanOrEqualTo(SETTINGS.boundMillis(Fault.KILL));
        assertThat(member(peer).weight()).as("weight after the takeover").isEqualTo("3");

        both("delete", "table", "inet", "stall");
        Awaitility.await("Hazelcast joined again")
                .atMost(Duration.ofSeconds(90))
                .until(() -> Stream.of(owner, peer)
                        .allMatch(node -> status(node).sharing().state().equals("joined")
                                && !status(node).sharing().reason().contains("election link")));
        pair.settle();
        assertThat(member(owner).weight()).isEqualTo("3");
    }

    @Test
    void settings_changed_on_both_sides_of_a_cut_are_the_newer_one_after_it_and_the_history_has_both() {
        String owner = pair.owner();
        String peer = Stage.peerOf(owner);
        stage.net.drop(List.of(new Net.Drop(owner, peer, 100), new Net.Drop(peer, owner, 100)));
        Awaitility.await("both alone")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Stream.of(owner, peer)
                        .allMatch(node -> status(node).nodes().stream().anyMatch(other -> !other.reachable())));
        change(owner, "2", "anna");
        change(peer, "4", "bert");

        stage.net.drop(List.of());
        Awaitility.await("the newer one on both")
                .atMost(Duration.ofSeconds(90))
                .until(() -> Stream.of(owner, peer)
                        .allMatch(node -> member(node).weight().equals("4")));
        pair.settle();

        for (String node : List.of(owner, peer)) {
            Awaitility.await("both in the history of " + node)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        String events = pair.ask(node, "events").demand().out();
                        return events.contains("by anna")
                                && events.contains("by bert")
                                && events.contains("was set while the nodes did not hear each other, and is replaced");
                    });
        }
        assertThat(pair.owner()).as("who held the address before").isEqualTo(owner);
    }

    private void change(String node, String weight, String author) {
        pair.ask(node, "member", "mycluster/node2", "set", "weight=" + weight, "--author", author)
                .demand();
    }

    /** Kills the owner, sees its peer serve, and brings it back without waiting for what cannot be shared. */
    private double takeOver(String owner) {
        String peer = Stage.peerOf(owner);
        long from = Trials.micros();
        pair.readiedKill(owner).run();
        Awaitility.await("answers by " + peer).atMost(Duration.ofSeconds(10)).until(() -> trials.servedBy(peer));
        ClientReport report = trials.traffic().report(from, Trials.micros());
        pair.startNode(owner);
        return report.outageMillis();
    }

    private ClientReport during(Duration time) {
        long from = Trials.micros();
        Trials.pause(time);
        return trials.traffic().report(from, Trials.micros());
    }

    private static void quiet(String what, ClientReport before, ClientReport after) {
        Figures figures = new Figures(what + ": p99 in percent of before", "%");
        figures.add(100 * after.quantileMillis(0.99) / before.quantileMillis(0.99));
        figures.print();
        // Of few requests p99 is the slowest; only a long run can be judged.
        if (Figures.full()) {
            assertThat(after.quantileMillis(0.99))
                    .as("p99 in ms, %s", what)
                    .isLessThanOrEqualTo(1.5 * before.quantileMillis(0.99) + 1);
        }
    }

    /** Ends what connections there are and refuses new ones: each node's Hazelcast is a cluster of its own. */
    private void reject(String port) {
        String number = String.valueOf(SHARING_PORT);
        both("add", "rule", "inet", "stall", "in", "tcp", port, number, "reject", "with", "tcp", "reset");
    }

    private void both(String... rule) {
        for (String node : List.of("lb1", "lb2")) {
            String[] command = Stream.concat(Stream.of("nft"), Stream.of(rule)).toArray(String[]::new);
            stage.net.run(node, command);
        }
    }

    private PairStatus status(String node) {
        return pair.status(node).orElseThrow(() -> new AssertionError(node + " does not answer"));
    }

    private MemberStatus member(String node) {
        return status(node).balancers().getFirst().members().stream()
                .filter(member -> member.name().equals("node2"))
                .findFirst()
                .orElseThrow();
    }
}
