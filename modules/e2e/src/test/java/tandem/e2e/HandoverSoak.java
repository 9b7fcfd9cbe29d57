package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.e2e.FlowTraffic.Mix;
import tandem.e2e.FlowTraffic.Sum;

/** Connections that last go on when the addresses are moved on purpose, to and fro. */
class HandoverSoak {
    private static final double WORST_BOUND_MILLIS = 50;
    private static final Duration BETWEEN = Duration.ofMillis(1200);
    /** An odd number: the addresses end elsewhere. */
    private static final int SWITCHOVERS = 3;

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
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void switchovers_break_no_connection_of_either_family_and_leave_nothing_behind() {
        Figures steady = new Figures("no switchover: longest request", "ms");
        Figures worst = new Figures("switchover: longest request", "ms");
        Mix mix = new Mix(50, 5, 5, 5, 5, 2000);

        try (Pair pair = Pair.start(stage, PairSettings.USUAL.withSix())) {
            try (FlowTraffic four = FlowTraffic.start(stage, Stage.VIP, mix);
                    FlowTraffic six = FlowTraffic.start(stage, Stage.VIP_SIX, mix)) {
                Trials.pause(Duration.ofSeconds(3));
                for (int i = 0; i < Math.max(SWITCHOVERS, Figures.repetitions()); i++) {
                    long before = System.currentTimeMillis();
                    Trials.pause(BETWEEN);
                    steady.add(Math.max(four.worstMillis(before), six.worstMillis(before)));
                    long from = System.currentTimeMillis();
                    pair.readiedHandOver(pair.owner()).run();
                    Trials.pause(BETWEEN);
                    worst.add(Math.max(four.worstMillis(from), six.worstMillis(from)));
                }
                Trials.pause(Duration.ofSeconds(2));

                steady.print();
                worst.print();
                for (FlowTraffic traffic : new FlowTraffic[] {four, six}) {
                    Sum sum = traffic.sum();
                    assertThat(sum.failed()).as("failed requests of %s", sum).isZero();
                    assertThat(sum.broken()).as("broken connections of %s", sum).isZero();
                    assertThat(sum.lasting())
                            .as("completed transfers of %s", sum)
                            .isGreaterThan(10);
                }
                assertThat(worst.worst()).isLessThanOrEqualTo(WORST_BOUND_MILLIS);
            }
            assertThatNothingIsLeft();
        }
    }

    /** Once the clients have gone no node keeps an address for them, or a rule. */
    private void assertThatNothingIsLeft() {
        for (String node : Stage.NODES) {
            Awaitility.await("the end of the hand-over at " + node)
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        assertThat(stage.net
                                        .run(node, "ip", "addr", "show", "dev", "lo")
                                        .out())
                                .doesNotContain(Stage.VIP, Stage.VIP_SIX);
                        assertThat(stage.net.run(node, "nft", "list", "tables").out())
                                .doesNotContain("tandem_flow");
                    });
        }
    }
}
