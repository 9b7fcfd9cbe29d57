package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A rate limit on a pair of which each node holds an address, while one client asks both at four times the rate. */
class RateLimitIT {
    private static final int RATE = 100;
    private static final int BURST = 20;
    /** Until a node knows what the other let pass, in seconds; ADR 58. */
    private static final double EXCHANGE = 0.5;
    /** What the clocks of a busy machine and the way of the answers may add, in seconds. */
    private static final double JITTER = 0.1;

    private Stage stage;
    private RunningProcess load;

    /** A request that passed. */
    private record Passed(double atSeconds, String address) {}

    @BeforeEach
    void open(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Net.missing();
        assumeTrue(missing.isEmpty(), () -> "network namespaces: " + missing.orElseThrow());
        stage = Stage.open(directory);
    }

    @AfterEach
    void close() {
        if (load != null) {
            load.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void limit_of_a_client_holds_across_two_active_nodes_and_through_a_takeover() {
        try (Pair pair = Pair.start(stage, PairSettings.USUAL.withRateLimit(RATE, BURST))) {
            spread(pair);
            load = load();

            Trials.pause(Duration.ofSeconds(6));
            List<Passed> both = passed();
            pair.readiedKill(pair.holder(Stage.SECOND_GROUP)).run();
            Trials.pause(Duration.ofSeconds(6));
            List<Passed> all = passed();

            Figures excess = new Figures(
                    "rate limit of " + RATE + "/s, burst " + BURST + ", on two active nodes and through a takeover:"
                            + " most beyond rate x time",
                    "requests");
            excess.add(beyond(all));
            excess.print();
            assertThat(both).extracting(Passed::address).contains(Stage.VIP, Stage.VIP_SECOND);
            assertThat(all.subList(both.size(), all.size()))
                    .as("after the takeover")
                    .extracting(Passed::address)
                    .contains(Stage.VIP, Stage.VIP_SECOND);
            assertThat(beyond(all))
                    .as("requests beyond rate x time, in any span of time")
                    .isLessThanOrEqualTo(BURST + (BURST + RATE * EXCHANGE) + RATE * JITTER);
            assertThat(perSecond(all)).as("requests a second in the long run").isBetween(RATE * 0.75, RATE * 1.1);
        }
    }

    /** Until each node holds an address of its own. */
    private static void spread(Pair pair) {
        Awaitility.await("the second address to be held by the other node")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    String holder = pair.holder(Stage.SECOND_GROUP);
                    boolean apart = !holder.equals(pair.holder("main"));
                    return apart || pair.switchover(holder, Stage.peerOf(holder), Stage.SECOND_GROUP);
                });
        Awaitility.await("two holders")
                .atMost(Duration.ofSeconds(30))
                .until(() -> !pair.holder(Stage.SECOND_GROUP).equals(pair.holder("main")));
    }

    private RunningProcess load() {
        List<String> line = FlowTraffic.java(64);
        line.addAll(List.of(RateLoad.class.getName(), String.valueOf(4 * RATE), Stage.VIP, Stage.VIP_SECOND));
        return RunningProcess.start(
                stage.net.inside("client", line.toArray(String[]::new)),
                true,
                stage.directory.resolve("load.log"),
                "started");
    }

    private List<Passed> passed() {
        return load.log()
                .lines()
                .filter(line -> line.contains(" 200 "))
                .map(line -> line.split(" "))
                .map(words -> new Passed(Long.parseLong(words[0]) / 1e6, words[2]))
                .sorted((a, b) -> Double.compare(a.atSeconds(), b.atSeconds()))
                .toList();
    }

    /** The most requests of any span of time, less those that the rate allows in it. */
    private static double beyond(List<Passed> passed) {
        double most = 0;
        double lowest = Double.MAX_VALUE;
        for (int i = 0; i < passed.size(); i++) {
            double line = i - RATE * passed.get(i).atSeconds();
            lowest = Math.min(lowest, line);
            most = Math.max(most, line - lowest + 1);
        }
        return most;
    }

    private static double perSecond(List<Passed> passed) {
        double seconds = passed.getLast().atSeconds() - passed.getFirst().atSeconds();
        return passed.size() / seconds;
    }
}
