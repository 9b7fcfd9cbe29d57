package tandem.failover.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tandem.core.config.Profile;

/** {@code -Dseed=N} replays one run with its log, {@code -Dseeds=N} sets the number of runs. */
class ElectionSimulationTest {
    private static final long FIRST = Long.getLong("seed", 1);
    private static final int RUNS = System.getProperty("seed") == null ? Integer.getInteger("seeds", 60) : 1;

    @Test
    void pair_under_crashes_and_halts_keeps_the_promises() {
        seeds().forEach(seed -> run(seed, 2, false, Profile.NORMAL));
    }

    @Test
    void calm_pair_under_crashes_and_halts_keeps_the_promises() {
        seeds().forEach(seed -> run(seed, 2, false, Profile.CALM));
    }

    @Test
    void pair_under_cuts_keeps_the_promises() {
        seeds().forEach(seed -> run(seed, 2, true, Profile.NORMAL));
    }

    @Test
    void three_nodes_under_cuts_keep_the_promises() {
        seeds().forEach(seed -> run(seed, 3, true, Profile.NORMAL));
    }

    private static LongStream seeds() {
        return LongStream.range(FIRST, FIRST + RUNS);
    }

    private static void run(long seed, int size, boolean cuts, Profile profile) {
        Simulation simulation = new Simulation(seed, size, cuts, profile);

        simulation.run();

        String replay = "replay with -Dseed=" + seed + "\n" + String.join("\n", simulation.log);
        assertThat(simulation.violations).as(replay).isEmpty();
        assertThat(simulation.longestOverlap).as("both show, awake. " + replay).isLessThanOrEqualTo(100);
        assertThat(simulation.takes).as(replay).isPositive();
    }
}
