package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tandem beside keepalived and HAProxy: every fault befalls every contender in the same run, on the same network, under the
 * same client. Run by {@code deploy/bench failover}, never by {@code mvn verify}.
 *
 * <p>{@code -Dtandem.bench.repetitions}, {@code -Dtandem.bench.brief} (a pattern of names of contenders that are tried three times
 * only), {@code -Dtandem.bench.contenders} (a pattern of names), {@code -Dtandem.bench.faults}
 * (names of {@link Fault} with commas between).
 */
class FailoverBench {
    private static final Path REPORT = Path.of("target/bench-failover.md");
    private static final int BRIEFLY = 3;
    /**
     * What follows from silence depends on how long before the fault the last heartbeat was: that must be chance, and the same chance
     * for every contender, rather than what the trial before left.
     */
    private static final int LONGEST_BEAT_MILLIS = 1000;

    private static final long SEED = 20261127;
    private static final List<String> ADVERTS = List.of("1", "0.1", "0.01");

    @Test
    void faults_of_every_contender(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Stream.of(Net.missing(), KeepalivedPair.missing())
                .flatMap(Optional::stream)
                .findFirst();
        assumeTrue(missing.isEmpty(), () -> "the bench " + missing.orElseThrow());
        int repetitions = Integer.getInteger("tandem.bench.repetitions", 5);
        Pattern wanted = Pattern.compile(System.getProperty("tandem.bench.contenders", ".*"));
        List<Fault> faults = Arrays.stream(
                        System.getProperty("tandem.bench.faults", "KILL,FREEZE,CUT,POWER_OFF,HAND_OVER")
                                .split(","))
                .map(Fault::valueOf)
                .toList();
        Pattern brief = Pattern.compile(System.getProperty("tandem.bench.brief", "^$"));
        Comparison comparison = new Comparison(faults, repetitions);

        try (Stage stage = Stage.open(directory)) {
            for (Entrant entrant : entrants()) {
                if (wanted.matcher(entrant.name).find()) {
                    int times = brief.matcher(entrant.name).find() ? Math.min(BRIEFLY, repetitions) : repetitions;
                    run(entrant, stage, faults, times, comparison);
                }
            }
        }

        System.out.println(comparison.text());
        Distribution.write(REPORT, comparison.markdown());
        assertThat(comparison.broken())
                .as("contenders that broke off; logs in " + directory)
                .isEmpty();
    }

    private record Entrant(String name, Function<Stage, Contender> start) {}

    private static List<Entrant> entrants() {
        List<Entrant> entrants = new ArrayList<>();
        for (String advert : ADVERTS) {
            entrants.add(new Entrant("keepalived " + advert, stage -> KeepalivedPair.start(stage, advert)));
        }
        for (PairSettings settings : List.of(
                PairSettings.withWitness("normal"),
                PairSettings.withWitness("fast"),
                PairSettings.alone("normal"),
                PairSettings.alone("fast"),
                PairSettings.likeVrrp("1s"),
                PairSettings.likeVrrp("100ms"),
                PairSettings.likeVrrp("10ms"))) {
            entrants.add(new Entrant("Tandem, " + settings.name(), stage -> Pair.start(stage, settings)));
        }
        return entrants;
    }

    private static void run(Entrant entrant, Stage stage, List<Fault> faults, int repetitions, Comparison comparison) {
        System.out.println("== " + entrant.name);
        try (Contender contender = entrant.start.apply(stage);
                Trials trials = Trials.start(contender)) {
            comparison.enter(contender);
            trials.warmUp();
            Random phase = new Random(SEED);
            for (Fault fault : faults) {
                for (int i = 0; i < repetitions; i++) {
                    Trials.pause(Duration.ofMillis(phase.nextInt(LONGEST_BEAT_MILLIS)));
                    Trials.Sighting sighting = trials.observe(fault);
                    comparison.add(contender, fault, sighting);
                    System.out.printf(
                            "%s, %s: outage %.0f ms, two owners %.0f ms%n",
                            contender.name(),
                            fault.word,
                            sighting.outageMillis(),
                            sighting.seen().doubledMillis());
                }
            }
        } catch (AssertionError | RuntimeException e) {
            comparison.broke(entrant.name, e);
        }
    }
}
