package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.VipConfig;
import tandem.e2e.FlowTraffic.Mix;
import tandem.e2e.FlowTraffic.Sum;

/** Connections that last go on when the addresses are moved on purpose, to and fro and round three nodes. */
class HandoverSoak {
    private static final double WORST_BOUND_MILLIS = 50;
    private static final Mix LIGHT = new Mix(50, 5, 5, 5, 5, 2000, 0);
    private static final Duration WARM = Duration.ofSeconds(15);
    private static final Duration BETWEEN = Duration.ofMillis(1200);
    /** An odd number: the addresses end elsewhere. */
    private static final int SWITCHOVERS = 3;

    private final Map<String, FlowTraffic> traffic = new LinkedHashMap<>();
    private Stage stage;

    @BeforeEach
    void open(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Stream.of(Net.missing(), Net.missingNft())
                .flatMap(Optional::stream)
                .findFirst();
        assumeTrue(missing.isEmpty(), () -> "the hand-over of connections " + missing.orElseThrow());
        stage = Stage.openForFlows(directory);
    }

    @AfterEach
    void close() {
        traffic.values().forEach(FlowTraffic::close);
        if (stage != null) {
            stage.close();
        }
    }

    /** What moves the addresses once, and returns when they have moved. */
    private interface Move {
        void once();
    }

    @Test
    void light_load_of_both_families() {
        try (Pair pair = Pair.start(stage, PairSettings.USUAL.withSix())) {
            clients(LIGHT, Stage.VIP, Stage.VIP_SIX);
            judge("light load of both families", () -> toPeer(pair, VipConfig.MAIN_GROUP));
            assertThatNothingIsLeft(Stage.NODES);
        }
    }

    @Test
    void light_load_by_tls() {
        try (Pair pair = Pair.start(stage, PairSettings.USUAL.withSix().withTls())) {
            traffic.put(Stage.VIP, FlowTraffic.startByTls(stage, Stage.VIP, LIGHT));
            Trials.pause(WARM);
            judge("light load by TLS", () -> toPeer(pair, VipConfig.MAIN_GROUP));
            assertThatNothingIsLeft(Stage.NODES);
        }
    }

    @Test
    void light_load_of_two_groups_that_move_at_once() {
        try (Pair pair = Pair.start(stage, PairSettings.USUAL.withSecondGroup())) {
            clients(LIGHT, Stage.VIP, Stage.VIP_SECOND);
            judge("light load of two groups", () -> both(pair));
            assertThatNothingIsLeft(Stage.NODES);
        }
    }

    @Test
    void full_load_of_ipv4() {
        try (Pair pair = Pair.start(stage, PairSettings.USUAL.withSix())) {
            clients(Mix.FULL, Stage.VIP);
            judge("2,000 req/s, IPv4", () -> toPeer(pair, VipConfig.MAIN_GROUP));
            assertThatNothingIsLeft(Stage.NODES);
        }
    }

    @Test
    void full_load_of_ipv6() {
        try (Pair pair = Pair.start(stage, PairSettings.USUAL.withSix())) {
            clients(Mix.FULL, Stage.VIP_SIX);
            judge("2,000 req/s, IPv6", () -> toPeer(pair, VipConfig.MAIN_GROUP));
            assertThatNothingIsLeft(Stage.NODES);
        }
    }

    @Test
    void full_load_of_two_groups_that_move_at_once() {
        try (Pair pair = Pair.start(stage, PairSettings.USUAL.withSecondGroup())) {
            clients(Mix.FULL.half(), Stage.VIP, Stage.VIP_SECOND);
            judge("2,000 req/s to two groups", () -> both(pair));
            assertThatNothingIsLeft(Stage.NODES);
        }
    }

    /** Connections end while the addresses wait at the second node, for a third gets them only then. */
    @Test
    void full_load_of_a_chain_over_three_nodes() {
        PairSettings settings = PairSettings.USUAL.withThird();

        try (Pair pair = Pair.start(stage, settings)) {
            clients(Mix.FULL.ending(3000), Stage.VIP);
            judge("2,000 req/s round three nodes", () -> {
                List<String> nodes = settings.nodes();
                String to = nodes.get((nodes.indexOf(pair.owner()) + 1) % nodes.size());
                Awaitility.await("a switchover to " + to + "; logs in " + stage.directory)
                        .atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> pair.switchover(pair.owner(), to, VipConfig.MAIN_GROUP));
            });
            assertThatNothingIsLeft(settings.nodes());
        }
    }

    private void clients(Mix mix, String... vips) {
        Arrays.stream(vips).forEach(vip -> traffic.put(vip, FlowTraffic.start(stage, vip, mix)));
        Trials.pause(WARM);
    }

    private void toPeer(Pair pair, String group) {
        String from = pair.holder(group);
        if (!pair.switchover(from, Stage.peerOf(from), group)) {
            throw new IllegalStateException(
                    "the switchover of " + group + " from " + from + " was refused; logs in " + stage.directory);
        }
    }

    private void both(Pair pair) {
        Thread second = Thread.ofPlatform().start(() -> toPeer(pair, Stage.SECOND_GROUP));
        toPeer(pair, VipConfig.MAIN_GROUP);
        join(second);
    }

    private void judge(String what, Move move) {
        Figures steady = new Figures(what + ", no switchover: longest request", "ms");
        Figures worst = new Figures(what + ", switchover: longest request", "ms");
        for (int i = 0; i < Math.max(SWITCHOVERS, Figures.repetitions()); i++) {
            long before = System.currentTimeMillis();
            Trials.pause(BETWEEN);
            steady.add(worstMillis(before));
            long from = System.currentTimeMillis();
            move.once();
            System.out.printf("%s: moved at %d in %d ms%n", what, from, System.currentTimeMillis() - from);
            Trials.pause(BETWEEN);
            worst.add(worstMillis(from));
        }
        Trials.pause(BETWEEN);
        List<Sum> sums = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        traffic.values().forEach(each -> {
            sums.add(each.sum());
            failures.addAll(each.failures());
            each.close();
        });

        steady.print();
        worst.print();
        sums.forEach(sum -> System.out.println(what + ": " + sum));
        failures.forEach(System.out::println);
        assertThat(failures).as("failed requests and broken connections").isEmpty();
        assertThat(sums).allSatisfy(sum -> assertThat(sum.lasting()).isGreaterThan(10));
        assertThat(worst.worst()).isLessThanOrEqualTo(WORST_BOUND_MILLIS);
    }

    private double worstMillis(long since) {
        return traffic.values().stream()
                .mapToDouble(each -> each.worstMillis(since))
                .max()
                .orElseThrow();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Once the clients have gone no node keeps an address for them, or a rule. */
    private void assertThatNothingIsLeft(List<String> nodes) {
        for (String node : nodes) {
            Awaitility.await("the end of the hand-over at " + node)
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        assertThat(stage.net
                                        .run(node, "ip", "addr", "show", "dev", "lo")
                                        .out())
                                .doesNotContain(Stage.VIP, Stage.VIP_SIX, Stage.VIP_SECOND);
                        assertThat(stage.net.run(node, "nft", "list", "tables").out())
                                .doesNotContain("tandem_flow");
                    });
        }
    }
}
