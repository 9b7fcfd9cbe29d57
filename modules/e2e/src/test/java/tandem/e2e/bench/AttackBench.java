package tandem.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.e2e.Distribution;
import tandem.e2e.RunningProcess;
import tandem.e2e.bench.Candidate.Entry;
import tandem.e2e.peers.Peer;

/**
 * What clients who behave notice of one who attacks, beside HAProxy and nginx: a constant rate before and during each attack. Every
 * balancer is on the first CPU, everything else on the second. Run by {@code deploy/bench attacks}; {@code -Dtandem.bench.seconds},
 * {@code -Dtandem.bench.attacks} and {@code -Dtandem.bench.candidates} (patterns of names).
 */
class AttackBench {
    private static final Path REPORT = Path.of("target/bench-attacks.md");
    private static final int SECONDS = Integer.getInteger("tandem.bench.seconds", 10);
    private static final double RATE = 500;
    private static final int CONNECTIONS = 16;
    /** A silent client may not take more of the node's own memory than this, in bytes. */
    private static final int IDLE_BOUND = 8 << 10;

    private static final int IDLE = 10_000;

    private final StringBuilder rows = new StringBuilder();
    private final List<String> unserved = new ArrayList<>();

    /** What clients who behave saw. */
    private record Service(Histogram micros, String failure) {
        private static Service of(Candidate candidate, int settleSeconds, int seconds) {
            try {
                return new Service(
                        SteadyClient.run(candidate.port(Entry.PLAIN), CONNECTIONS, RATE, settleSeconds, seconds), "");
            } catch (UncheckedIOException e) {
                return new Service(new Histogram(3), String.valueOf(e.getCause().getMessage()));
            }
        }

        private String cell(double percentile) {
            return failure.isEmpty()
                    ? String.format(Locale.ROOT, "%.1f", micros.getValueAtPercentile(percentile) / 1e3)
                    : "-";
        }
    }

    @Test
    void clients_are_served_while_others_attack(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Peer.missing("haproxy", "nginx", "taskset", "openssl", "slowhttptest");
        assumeTrue(missing.isEmpty(), () -> "the bench " + missing.orElseThrow());
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "the bench needs two CPUs");
        Pattern wanted = Pattern.compile(System.getProperty("tandem.bench.attacks", ".*"));
        Pattern candidates = Pattern.compile(System.getProperty("tandem.bench.candidates", "Tandem|HAProxy|nginx"));

        try (Field field = Field.open(directory, candidates, true)) {
            for (Candidate candidate : field.candidates()) {
                field.load().run(HttpRounds.SMALL, candidate, SECONDS);
                if (wanted.matcher("silence").find()) {
                    silence(candidate);
                }
            }
            for (Attack attack : Attack.all()) {
                for (Candidate candidate : field.candidates()) {
                    if (attack.on().contains(candidate.name())
                            && wanted.matcher(attack.name()).find()) {
                        attack(attack, candidate, field.file("attack.log"));
                    }
                }
            }
        }
        String report = """
                | Attack | on | p50 before, ms | p50 meanwhile | p99 before | p99 meanwhile | memory, MB more | closed |
                |---|---|--:|--:|--:|--:|--:|---|
                %s
                %.0f requests a second by %d clients who behave, on connections of their own that they open when the attack runs, timed from
                when a request was due. "closed" are connections of the attacker that the balancer ended in %d s. Memory is what the process
                had more behind the attack than before it. The attacker has a lower priority than who measures, on the same CPU.
                """.formatted(rows, RATE, CONNECTIONS, SECONDS + 2);
        Distribution.write(TandemPair.made(REPORT.getParent()).resolve(REPORT.getFileName()), report);
        System.out.println(report);
        assertThat(unserved).as("attacks under which Tandem served nobody").isEmpty();
    }

    private void attack(Attack attack, Candidate candidate, Path log) {
        Service before = Service.of(candidate, 1, SECONDS / 2);
        double memory = Meter.residentMegabytes(candidate.pid());
        Service meanwhile;
        String said;
        try (RunningProcess attacker = attack.begin(candidate, SECONDS + 2, log)) {
            meanwhile = Service.of(candidate, 2, SECONDS);
            attacker.exitCode();
            said = attacker.log();
        }
        double more = Meter.residentMegabytes(candidate.pid()) - memory;
        String closed = Attack.closed(said);
        String row = String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %.1f | %s |",
                attack.name(),
                candidate.name(),
                before.cell(50),
                meanwhile.cell(50),
                before.cell(99),
                meanwhile.cell(99),
                more,
                (closed + " " + meanwhile.failure()).strip());
        System.out.println(row);
        rows.append(row).append('\n');
        if (candidate.name().equals("Tandem") && !meanwhile.failure().isEmpty()) {
            unserved.add(attack.name() + ": " + meanwhile.failure());
        }
    }

    /** All of them end their connections while others ask. */
    private void leave(SilentClients silent, Candidate candidate) {
        CompletableFuture<Service> meanwhile =
                CompletableFuture.supplyAsync(() -> Service.of(candidate, 0, SECONDS / 2), Thread::startVirtualThread);
        silent.close();
        Service seen = meanwhile.join();
        String row = String.format(
                Locale.ROOT,
                "| %,d clients that leave at once | %s | | %s | | %s | | |",
                silent.count(),
                candidate.name(),
                seen.cell(50),
                seen.cell(99));
        System.out.println(row);
        rows.append(row).append('\n');
    }

    /** Many clients that asked once and say nothing more. */
    private void silence(Candidate candidate) {
        if (!candidate.name().equals("Tandem")) {
            return;
        }
        for (int round = 0; round < 2; round++) {
            double memory = Meter.residentMegabytes(candidate.pid());
            try (SilentClients silent = SilentClients.open(candidate.port(Entry.PLAIN), IDLE)) {
                double each = (Meter.residentMegabytes(candidate.pid()) - memory) * 1e6 / silent.count();
                Service meanwhile = Service.of(candidate, 1, SECONDS / 2);
                String row = String.format(
                        Locale.ROOT,
                        "| %,d silent clients, %s time: %.0f bytes each | %s | | %s | | %s | | none |",
                        silent.count(),
                        round == 0 ? "first" : "second",
                        each,
                        candidate.name(),
                        meanwhile.cell(50),
                        meanwhile.cell(99));
                System.out.println(row);
                rows.append(row).append('\n');
                assertThat(each).as("bytes that a silent client takes").isLessThanOrEqualTo(IDLE_BOUND);
                leave(silent, candidate);
            }
        }
    }
}
