package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.e2e.FlowTraffic.Mix;
import tandem.e2e.FlowTraffic.Sum;

/**
 * Tandem beside keepalived and HAProxy when the address is moved on purpose, under the same clients: 2,000 requests a second and
 * connections that last. Run by {@code deploy/bench switchover}, never by {@code mvn verify}.
 *
 * <p>{@code -Dtandem.bench.repetitions}, {@code -Dtandem.bench.contenders} (a pattern of names).
 */
class SwitchoverBench {
    private static final Path REPORT = Path.of("target/bench-switchover.md");
    private static final Duration WARM = Duration.ofSeconds(18);
    private static final Duration BETWEEN = Duration.ofMillis(1500);

    private static final Map<String, Function<Stage, Contender>> ENTRANTS = entrants();

    private final StringBuilder rows = new StringBuilder();
    private final StringBuilder notes = new StringBuilder();

    private static Map<String, Function<Stage, Contender>> entrants() {
        Map<String, Function<Stage, Contender>> entrants = new LinkedHashMap<>();
        for (String advert : new String[] {"1", "0.1"}) {
            entrants.put("keepalived " + advert, stage -> KeepalivedPair.start(stage, advert));
        }
        for (PairSettings settings :
                new PairSettings[] {PairSettings.alone("normal"), PairSettings.withWitness("normal")}) {
            entrants.put("Tandem, " + settings.name(), stage -> Pair.start(stage, settings.withPatience()));
        }
        return entrants;
    }

    @Test
    void switchovers_of_every_contender(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Stream.of(Net.missing(), Net.missingNft(), KeepalivedPair.missing())
                .flatMap(Optional::stream)
                .findFirst();
        assumeTrue(missing.isEmpty(), () -> "the bench " + missing.orElseThrow());
        int repetitions = Integer.getInteger("tandem.bench.repetitions", 5);
        Pattern wanted = Pattern.compile(System.getProperty("tandem.bench.contenders", ".*"));
        boolean broke = false;

        try (Stage stage = Stage.openForFlows(directory)) {
            for (Map.Entry<String, Function<Stage, Contender>> entrant : ENTRANTS.entrySet()) {
                if (wanted.matcher(entrant.getKey()).find()) {
                    broke |= !run(entrant.getKey(), stage, entrant.getValue(), repetitions);
                }
            }
        }

        Distribution.write(REPORT, report());
        System.out.println(report());
        assertThat(broke).as("a contender broke off; logs in " + directory).isFalse();
    }

    /** False if it could not be tried to its end, which the report says. */
    private boolean run(String name, Stage stage, Function<Stage, Contender> start, int repetitions) {
        System.out.println("== " + name);
        try (Contender contender = start.apply(stage);
                FlowTraffic traffic = FlowTraffic.start(stage, Stage.VIP, Mix.FULL)) {
            Trials.pause(WARM);
            Sum before = traffic.sum();
            Figures steady = new Figures(contender.name() + ", no switchover: longest request", "ms");
            Figures worst = new Figures(contender.name() + ", switchover: longest request", "ms");
            for (int i = 0; i < repetitions; i++) {
                long quiet = System.currentTimeMillis();
                Trials.pause(BETWEEN);
                steady.add(traffic.worstMillis(quiet));
                String owner = contender.owner();
                long from = System.currentTimeMillis();
                contender.readiedHandOver(owner).run();
                Trials.pause(BETWEEN);
                worst.add(traffic.worstMillis(from));
                contender.restore(owner);
                contender.settle();
            }
            steady.print();
            worst.print();
            row(contender, repetitions, before, traffic.sum(), steady, worst);
            return true;
        } catch (AssertionError | RuntimeException e) {
            notes.append("\n- ")
                    .append(name)
                    .append(" BROKE OFF: ")
                    .append(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            return false;
        }
    }

    private void row(Contender contender, int repetitions, Sum before, Sum after, Figures steady, Figures worst) {
        rows.append(String.format(
                Locale.ROOT,
                "| %s | %d | %d of %d | %d of %d | %.0f/%.0f ms | %.0f/%.0f ms |%n",
                contender.name(),
                repetitions,
                after.failed() - before.failed(),
                after.requests() - before.requests(),
                after.broken() - before.broken(),
                after.connections() - before.connections(),
                steady.median(),
                steady.worst(),
                worst.median(),
                worst.worst()));
        notes.append("\n- ").append(contender.name()).append(": ").append(contender.configuration());
    }

    private String report() {
        return """
                | | Switchovers | Failed requests | Broken connections, of all opened | Longest request, no switchover, median/worst | Longest request, switchover, median/worst |
                |---|--:|--:|--:|--:|--:|
                %s
                The clients, the same for all: 1,000 new connections a second, 50 keep-alive clients with 20 requests a second each, 50
                downloads and 20 uploads of 4 s, 20 upgraded connections on which something is sent every second. keepalived is told to
                stop (SIGTERM), its documented way to give the address up, and started again after each switchover. What is broken is a
                download, an upload, an upgraded connection, or a keep-alive connection in which a request was not answered. A request
                that waits for a connection counts with that time.
                %s
                """.formatted(rows, notes);
    }
}
