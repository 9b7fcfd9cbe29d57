package tandem.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measurements of one quantity over repetitions. */
final class Figures {
    private static final Path FILE = Path.of("target/e2e-figures.txt");

    /** From so many repetitions on, all of them are measured. */
    private static final int FULL = 10;

    private final String what;
    private final String unit;
    private final List<Double> values = new ArrayList<>();

    Figures(String what, String unit) {
        this.what = what;
        this.unit = unit;
    }

    /** How often measurements are repeated: 3, or {@code -Dtandem.e2e.repetitions}. */
    static int repetitions() {
        return Integer.getInteger("tandem.e2e.repetitions", 3);
    }

    /** Whether this is a run of full length, as {@code deploy/soak} makes it. */
    static boolean full() {
        return repetitions() >= FULL;
    }

    /**
     * Whether another measurement is due: to the number of repetitions, or, if those are few, until no further one could move
     * the median beyond the bound or back.
     */
    boolean undecided(double bound) {
        int wanted = repetitions();
        long within = values.stream().filter(value -> value <= bound).count();
        boolean decided = !full() && (within > wanted / 2 || values.size() - within > wanted / 2);
        return values.size() < wanted && !decided;
    }

    void add(double value) {
        values.add(value);
    }

    boolean empty() {
        return values.isEmpty();
    }

    int count() {
        return values.size();
    }

    /** Every value, in order. */
    String each() {
        return String.join(
                " ",
                values.stream()
                        .map(value -> String.format(Locale.ROOT, "%.0f", value))
                        .toList());
    }

    double worst() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    double median() {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** Prints median, worst and every value, and appends them to the figures of this build. */
    void print() {
        if (values.isEmpty()) {
            return;
        }
        String line = String.format(
                Locale.ROOT,
                "%s: median %.0f %s, worst %.0f %s of %d (%s)",
                what,
                median(),
                unit,
                worst(),
                unit,
                values.size(),
                each());
        System.out.println(line);
        try {
            Files.writeString(FILE, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
