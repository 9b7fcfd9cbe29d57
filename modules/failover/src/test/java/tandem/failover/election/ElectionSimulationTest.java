package tandem.failover.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Installations of every size and mode under faults. {@code -Dseed=N} replays one with its log, {@code -Dseeds=N} sets how many,
 * {@code -Dseconds=N} how long each is in virtual time.
 */
class ElectionSimulationTest {
    private static final boolean REPLAY = System.getProperty("seed") != null;
    private static final long FIRST = Long.getLong("seed", 1);
    private static final int RUNS = REPLAY ? 1 : Integer.getInteger("seeds", 1000);
    private static final long SECONDS = Long.getLong("seconds", 16);

    @Test
    void installations_under_faults_keep_the_promises() {
        LongAdder takes = new LongAdder();
        LongAccumulator longest = new LongAccumulator(Math::max, 0);

        List<String> broken = LongStream.range(FIRST, FIRST + RUNS)
                .parallel()
                .mapToObj(seed -> run(seed, takes, longest))
                .filter(violations -> !violations.isEmpty())
                .toList();

        System.out.printf(
                "simulated %d installations, %d s each: %d takes; one owner at the latest %d ms after the last fault%n",
                RUNS, SECONDS, takes.sum(), longest.get() / 1_000_000);
        assertThat(broken).isEmpty();
        assertThat(takes.sum()).isPositive();
    }

    private static String run(long seed, LongAdder takes, LongAccumulator longest) {
        Simulation simulation = new Simulation(seed, SECONDS, REPLAY);
        List<String> violations = simulation.run();
        takes.add(simulation.installation.takes);
        longest.accumulate(simulation.ownedAfter);
        simulation.world.log.forEach(System.out::println);
        return violations.isEmpty()
                ? ""
                : simulation.installation.plan + ": " + violations + "; replay with -Dseed=" + seed + " -Dseconds="
                        + SECONDS;
    }
}
