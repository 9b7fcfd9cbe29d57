package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.app.demo.ClientReport;

/**
 * A pair with a witness on a machine that has no time for it: clients as fast as they can, a full collection of garbage every
 * few seconds, a process that only burns time for every CPU. Nobody fails, so the address must stay where it is. Run by
 * {@code deploy/soak load}, never by {@code mvn verify}; {@code -Dtandem.soak.minutes}.
 */
class LoadSoak {
    private static final PairSettings SETTINGS = PairSettings.withWitness("normal");
    private static final Duration BETWEEN_COLLECTIONS = Duration.ofSeconds(5);
    private static final double WITNESS_BOUND_MEGABYTES = 100;
    private static final int WITNESS_MEASURED_MINUTES = 10;

    private final List<Process> hogs = new ArrayList<>();

    @Test
    void busy_machine_moves_no_address(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Net.missing();
        assumeTrue(missing.isEmpty(), () -> "network namespaces: " + missing.orElseThrow());
        int minutes = Integer.getInteger("tandem.soak.minutes", 30);
        Figures megabytes = new Figures("witness: resident after 10 minutes, or at the end of a shorter run", "MB");

        try (Stage stage = Stage.open(directory);
                Pair pair = Pair.start(stage, SETTINGS);
                Trials trials = Trials.start(pair);
                Clients fast = new Clients(stage);
                Traffic large = Traffic.start(stage.net, directory, Stage.URL + "bytes?n=300000", 20, "")) {
            trials.warmUp();
            String owner = pair.owner();
            long from = Trials.micros();
            startHogs();
            long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
            long measured = System.nanoTime()
                    + Duration.ofMinutes(WITNESS_MEASURED_MINUTES).toNanos();
            while (System.nanoTime() - end < 0) {
                Trials.pause(BETWEEN_COLLECTIONS);
                Stage.NODES.forEach(node -> collectGarbage(pair.node(node)));
                fast.renew();
                if (System.nanoTime() - measured >= 0 && megabytes.empty()) {
                    megabytes.add(pair.node(Stage.WITNESS).residentMegabytes());
                }
            }
            if (megabytes.empty()) {
                megabytes.add(pair.node(Stage.WITNESS).residentMegabytes());
            }
            endHogs();
            judge(pair, trials, from, owner, minutes);
            fast.print();
            print(large.report(), "clients of 300 kB");
            megabytes.print();
            assertThat(megabytes.worst()).as("MB resident of the witness").isLessThanOrEqualTo(WITNESS_BOUND_MEGABYTES);
        } finally {
            endHogs();
        }
    }

    /** Clients without pause; begun anew now and then, since they keep what they saw. */
    private static final class Clients implements AutoCloseable {
        private static final long LASTING_NANOS = Duration.ofMinutes(5).toNanos();

        private final Stage stage;
        private Traffic traffic;
        private long begun;

        Clients(Stage stage) {
            this.stage = stage;
            this.traffic = stage.traffic(1, "");
            this.begun = System.nanoTime();
        }

        void renew() {
            if (System.nanoTime() - begun >= LASTING_NANOS) {
                print();
                traffic.close();
                traffic = stage.traffic(1, "");
                begun = System.nanoTime();
            }
        }

        void print() {
            LoadSoak.print(traffic.report(), "clients without pause");
        }

        @Override
        public void close() {
            traffic.close();
        }
    }

    private static void judge(Pair pair, Trials trials, long from, String owner, int minutes) {
        long to = Trials.micros();
        Wire.Seen seen = trials.wire().seen(from, to);
        Figures takeovers = new Figures("busy machine, " + minutes + " minutes: false takeovers", "takeovers");
        takeovers.add(seen.macs().size() - 1);
        takeovers.print();
        Figures doubled = new Figures("busy machine, " + minutes + " minutes: two owners answered", "ms");
        doubled.add(seen.doubledMillis());
        doubled.print();
        print(trials.traffic().report(from, to - Traffic.LIMIT_MILLIS * 1000L), "a new connection every 5 ms");
        SoftAssertions promises = new SoftAssertions();
        promises.assertThat(pair.owner()).as("owner at the end").isEqualTo(owner);
        promises.assertThat(seen.macs()).as("who answered for the address").hasSize(1);
        promises.assertThat(seen.doubledMillis()).as("ms with two owners").isZero();
        promises.assertAll();
    }

    private static void print(ClientReport report, String clients) {
        System.out.println("busy machine, " + clients + ": " + report.line());
    }

    private static void collectGarbage(RunningProcess node) {
        Command.run(System.getProperty("java.home") + "/bin/jcmd", String.valueOf(node.pid()), "GC.run");
    }

    private void startHogs() {
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                hogs.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void endHogs() {
        hogs.forEach(Process::destroyForcibly);
        hogs.clear();
    }
}
