package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.app.demo.Attempt;

/**
 * Faults by chance on real nodes with a witness: never two owners, and an owner soon after the last fault. Run by
 * {@code deploy/soak faults}, never by {@code mvn verify}.
 *
 * <p>{@code -Dtandem.soak.seed} is the first schedule's seed, {@code -Dtandem.soak.schedules} their number,
 * {@code -Dtandem.soak.results} the file that gets a line for each, and in which those that are done are not done again.
 */
class FaultSoak {
    private static final PairSettings SETTINGS =
            PairSettings.withWitness(System.getProperty("tandem.soak.profile", "normal"));
    /** A voter that was started again promises nothing for so long: G of profile normal. */
    private static final double QUARANTINE_MILLIS = 550;

    private static final Duration WATCHED = Duration.ofSeconds(3);

    private Stage stage;
    private Pair pair;
    private Traffic traffic;
    private Wire wire;

    @Test
    void schedules_by_chance_leave_one_owner(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Stream.of(Net.missing(), Net.missingNft())
                .flatMap(Optional::stream)
                .findFirst();
        assumeTrue(missing.isEmpty(), () -> "the soak " + missing.orElseThrow());
        long first = Long.getLong("tandem.soak.seed", 1);
        int count = Integer.getInteger("tandem.soak.schedules", 100);
        Path results = Path.of(System.getProperty("tandem.soak.results", "target/soak-faults.tsv"))
                .toAbsolutePath();
        Set<Long> done = done(results);
        List<String> broken = new ArrayList<>();

        try {
            for (long seed = first; seed < first + count; seed++) {
                if (!done.contains(seed)) {
                    String verdict = verdict(FaultSchedule.of(seed), directory);
                    append(results, verdict);
                    System.out.println(verdict.replace('\t', ' '));
                    if (!verdict.contains("\tok\t")) {
                        broken.add(verdict);
                    }
                }
            }
        } finally {
            stop();
        }

        assertThat(broken)
                .as("schedules with two owners, or without an owner in time")
                .isEmpty();
    }

    /** Seed, ok or not, ms with two owners, ms until there was an owner, the schedule; or why it broke off. */
    private String verdict(FaultSchedule schedule, Path directory) {
        try {
            start(directory);
            long from = Trials.micros();
            long healed = run(schedule);
            Trials.pause(WATCHED);
            long to = Trials.micros();
            double doubled = wire.seen(from, to).doubledMillis();
            double owned = millisUntilServed(healed, to);
            double bound =
                    SETTINGS.boundMillis(Fault.CUT) + (schedule.restarted().isEmpty() ? 0 : QUARANTINE_MILLIS);
            String word = doubled == 0 && owned <= bound ? "ok" : "BROKEN";
            if (!word.equals("ok")) {
                stop();
            }
            return String.format(
                    Locale.ROOT,
                    "%d\t%s\t%.0f\t%.0f\t%s%s",
                    schedule.seed(),
                    word,
                    doubled,
                    owned,
                    schedule,
                    word.equals("ok") ? "" : "; logs in " + directory);
        } catch (RuntimeException | AssertionError e) {
            stop();
            return schedule.seed() + "\tBROKEN\t-\t-\t" + schedule + "; broke off: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + "; logs in " + directory;
        }
    }

    private void start(Path directory) {
        if (stage == null) {
            stage = Stage.open(directory);
        }
        if (pair == null) {
            pair = Pair.start(stage, SETTINGS);
            traffic = stage.traffic(Trials.CLIENT_EVERY_MILLIS, "");
            wire = stage.wire();
        }
        pair.settle();
    }

    private void stop() {
        for (AutoCloseable each : new AutoCloseable[] {traffic, wire, pair, stage}) {
            if (each != null) {
                close(each);
            }
        }
        traffic = null;
        wire = null;
        pair = null;
        stage = null;
    }

    private static void close(AutoCloseable each) {
        try {
            each.close();
        } catch (Exception e) {
            System.out.println("could not close " + each + ": " + e);
        }
    }

    private record Moment(int atMillis, Runnable what) {}

    /** Returns the moment at which nothing was disturbed any more and everybody was ready. */
    private long run(FaultSchedule schedule) {
        Set<Net.Drop> drops = new HashSet<>();
        List<Moment> moments = new ArrayList<>();
        schedule.disturbances().forEach(each -> {
            moments.add(new Moment(each.fromMillis(), () -> begin(each, drops)));
            moments.add(new Moment(each.toMillis(), () -> end(each, drops)));
        });
        moments.sort(Comparator.comparingInt(Moment::atMillis));
        long start = System.nanoTime();
        for (Moment moment : moments) {
            long left = moment.atMillis - (System.nanoTime() - start) / 1_000_000;
            if (left > 0) {
                Trials.pause(Duration.ofMillis(left));
            }
            moment.what.run();
        }
        schedule.restarted().forEach(pair::awaitReady);
        return Trials.micros();
    }

    private void begin(FaultSchedule.Disturbance each, Set<Net.Drop> drops) {
        String target = each.target();
        switch (each.kind()) {
            case KILL -> pair.node(target).signal("KILL");
            case POWER_OFF -> {
                stage.net.cut(target);
                stage.net.readied(target, "KILL").run();
            }
            case FREEZE -> stage.net.readied(target, "STOP").run();
            case STALL -> pair.node(target).signal("STOP");
            case CUT -> stage.net.cut(target);
            case ONE_WAY, LOSS, BLACK_HOLE -> {
                drops.addAll(lost(each));
                stage.net.drop(drops);
            }
        }
    }

    private void end(FaultSchedule.Disturbance each, Set<Net.Drop> drops) {
        String target = each.target();
        switch (each.kind()) {
            case KILL -> pair.relaunch(target);
            case POWER_OFF -> {
                stage.wipe(target);
                stage.net.mend(target);
                pair.relaunch(target);
            }
            case FREEZE -> pair.thaw(target);
            case STALL -> pair.node(target).signal("CONT");
            case CUT -> stage.net.mend(target);
            case ONE_WAY, LOSS, BLACK_HOLE -> {
                lost(each).forEach(drops::remove);
                stage.net.drop(drops);
            }
        }
    }

    private List<Net.Drop> lost(FaultSchedule.Disturbance each) {
        return switch (each.kind()) {
            case ONE_WAY -> List.of(new Net.Drop(each.target(), each.other(), 100));
            case LOSS ->
                pair.voters().stream()
                        .flatMap(from -> pair.voters().stream()
                                .filter(to -> !to.equals(from))
                                .map(to -> new Net.Drop(from, to, each.percent())))
                        .toList();
            case BLACK_HOLE -> pair.blackHole(each.target());
            case KILL, POWER_OFF, FREEZE, STALL, CUT -> List.of();
        };
    }

    /** From the healing until the start of the first attempt after which all were answered; infinite if the last was not. */
    private double millisUntilServed(long healed, long to) {
        List<Attempt> attempts =
                traffic.report(healed, to - Traffic.LIMIT_MILLIS * 1000L).attempts();
        if (attempts.isEmpty() || !attempts.getLast().answered()) {
            return Double.POSITIVE_INFINITY;
        }
        long lastFailure = attempts.stream()
                .filter(attempt -> !attempt.answered())
                .mapToLong(Attempt::startMicros)
                .max()
                .orElse(healed);
        return (lastFailure - healed) / 1000.0;
    }

    private static Set<Long> done(Path results) {
        Set<Long> done = new HashSet<>();
        if (Files.exists(results)) {
            Distribution.read(results)
                    .lines()
                    .filter(line -> line.contains("\tok\t"))
                    .forEach(line -> done.add(Long.parseLong(line.substring(0, line.indexOf('\t')))));
        }
        return done;
    }

    private static void append(Path results, String line) {
        try {
            Files.createDirectories(results.getParent());
            Files.writeString(results, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
