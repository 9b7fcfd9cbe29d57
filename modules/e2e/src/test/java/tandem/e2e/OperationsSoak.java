package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.VipConfig;
import tandem.core.status.Role;
import tandem.e2e.FlowTraffic.Mix;

/** What operators do with nodes while clients are served: no request may fail, no connection break. */
class OperationsSoak {
    private static final Duration WARM = Duration.ofSeconds(15);
    private static final Duration SETTLED = Duration.ofSeconds(60);
    private static final int RELOADS = 50;
    private static final Duration BETWEEN_RELOADS = Duration.ofMillis(500);
    /** 1,000 requests a second; the upgraded connections last until they break. */
    private static final Mix WHILE_RELOADING = new Mix(500, 25, 20, 10, 50, 4000, 0);
    /** What is served meanwhile, in turn: balancing as it was at first, then other weights, members and routes. */
    private static final List<UnaryOperator<String>> CONFIGURATIONS = List.of(
            seed -> seed,
            seed -> seed.replace("route=node1", "route=node1 loadfactor=3"),
            seed -> seed.replace("ProxyPass / ", "ProxyPass /more balancer://more/\nProxyPass / ")
                    + "<Proxy balancer://more>\n  BalancerMember http://" + Stage.address("node1") + "/\n</Proxy>\n",
            seed -> seed.replaceFirst("  BalancerMember .* route=node2\n", ""),
            seed -> seed.replace("Listen 80\n", "Listen 80\nListen 8081\n"),
            seed -> seed.replace("lbmethod=byrequests", "lbmethod=bybusyness")
                    .replace("route=node2", "route=second timeout=20"));

    private Stage stage;
    private Pair pair;
    private FlowTraffic traffic;

    @BeforeEach
    void open(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Stream.of(Net.missing(), Net.missingNft())
                .flatMap(Optional::stream)
                .findFirst();
        assumeTrue(missing.isEmpty(), () -> "operations " + missing.orElseThrow());
        stage = Stage.openForFlows(directory);
        pair = Pair.start(stage, PairSettings.USUAL.withSix());
        traffic = FlowTraffic.start(stage, Stage.VIP, Mix.FULL.ending(3000));
        Trials.pause(WARM);
    }

    @AfterEach
    void close() {
        if (traffic != null) {
            traffic.close();
        }
        if (pair != null) {
            pair.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void rotation_of_the_secret_and_switchovers_at_each_step() {
        demand("secret", "rotate", pair.secret().toString());
        for (String node : Stage.NODES) {
            demand(pair.ask(node, "reload"));
            moveTo(Stage.peerOf(pair.owner()));
        }
        demand("secret", "retire", pair.secret().toString());
        for (String node : Stage.NODES) {
            demand(pair.ask(node, "reload"));
            moveTo(Stage.peerOf(pair.owner()));
        }

        judge("rotation of the secret");
    }

    /** The machine of the standby is gone for good; another with another address takes its name. */
    @Test
    void replacement_of_a_dead_node() {
        if (pair.owner().equals("lb2")) {
            moveTo("lb1");
            Trials.pause(Duration.ofSeconds(5)); // the last downloads and uploads at the other end
        }
        pair.bury("lb2", Stage.THIRD);
        pair.startNode("lb2");
        awaitStandby("lb2");
        moveByForceTo("lb2"); // until lb1 has read the new address, their configurations differ
        demand(pair.ask("lb1", "maintenance", "on"));
        pair.node("lb1").signal("TERM");
        assertThat(pair.node("lb1").exitCode()).isZero();
        pair.startNode("lb1");
        awaitStandby("lb1");
        demand(pair.ask("lb1", "maintenance", "off"));
        pair.settle();
        moveTo("lb1");

        judge("replacement of a node");
    }

    @Test
    void maintenance_of_the_owner_over_a_restart() {
        String owner = pair.owner();
        demand(pair.ask(owner, "maintenance", "on", "--comment", "new memory"));
        pair.node(owner).signal("TERM");
        assertThat(pair.node(owner).exitCode()).isZero();
        pair.startNode(owner);
        awaitStandby(owner);
        assertThat(pair.ask(owner, "status").demand().out())
                .contains("is in maintenance")
                .contains("new memory");
        assertThat(pair.switchover(Stage.peerOf(owner), owner, VipConfig.MAIN_GROUP))
                .as("a node in maintenance took the addresses")
                .isFalse();
        demand(pair.ask(owner, "maintenance", "off"));
        pair.settle();
        moveTo(owner);

        judge("maintenance");
    }

    @Test
    void reloads_that_change_members_and_routes() {
        traffic.close();
        traffic = FlowTraffic.start(stage, Stage.VIP, WHILE_RELOADING);
        Trials.pause(WARM);
        for (int i = 1; i <= RELOADS; i++) {
            pair.edit(CONFIGURATIONS.get(i % CONFIGURATIONS.size()));
            for (String node : Stage.NODES) {
                assertThat(pair.ask(node, "reload").demand().out())
                        .containsAnyOf("routes reloaded", "listeners changed");
            }
            Trials.pause(BETWEEN_RELOADS);
        }

        judge(RELOADS + " reloads");
    }

    private void moveTo(String node) {
        moveTo(node, false);
    }

    private void moveByForceTo(String node) {
        moveTo(node, true);
    }

    private void moveTo(String node, boolean force) {
        Awaitility.await("a switchover to " + node + "; logs in " + stage.directory)
                .atMost(SETTLED)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> pair.switchover(pair.owner(), node, VipConfig.MAIN_GROUP, force));
        Trials.pause(Duration.ofSeconds(1));
    }

    private void awaitStandby(String node) {
        Awaitility.await(node + " as the standby; logs in " + stage.directory)
                .atMost(SETTLED)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> pair.status(node).stream()
                        .flatMap(status -> status.nodes().stream())
                        .anyMatch(each -> each.self() && each.role() == Role.STANDBY));
    }

    private static void demand(String... arguments) {
        demand(Distribution.tandem(arguments));
    }

    private static void demand(Command command) {
        System.out.println(command.demand().out().strip());
    }

    private void judge(String what) {
        Trials.pause(Duration.ofSeconds(2));
        FlowTraffic.Sum sum = traffic.sum();
        System.out.println(what + ": " + sum);
        assertThat(traffic.failures())
                .as("failed requests and broken connections")
                .isEmpty();
        assertThat(sum.lasting()).isGreaterThan(10);
    }
}
