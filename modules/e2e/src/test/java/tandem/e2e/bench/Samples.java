package tandem.e2e.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of one quantity by row (what was done) and column (by whom), one a round. */
final class Samples {
    private final Map<String, Map<String, List<Double>>> rows = new LinkedHashMap<>();

    /** Adds this round's value; NaN if there is none. */
    void add(String row, String column, double value) {
        rows.computeIfAbsent(row, key -> new LinkedHashMap<>())
                .computeIfAbsent(column, key -> new ArrayList<>())
                .add(value);
    }

    List<String> rows() {
        return List.copyOf(rows.keySet());
    }

    /** Whether one of these columns has a value there. */
    boolean has(String row, List<String> columns) {
        return columns.stream().anyMatch(column -> !values(row, column).isEmpty());
    }

    private List<Double> values(String row, String column) {
        return rows.getOrDefault(row, Map.of()).getOrDefault(column, List.of());
    }

    /** NaN without values. */
    double median(String row, String column) {
        return median(values(row, column));
    }

    /** The median over rounds of one column's value divided by another's in the same round; NaN without values. */
    double ratio(String row, String column, String by) {
        List<Double> above = values(row, column);
        List<Double> below = values(row, by);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(above.size(), below.size()); i++) {
            ratios.add(above.get(i) / below.get(i));
        }
        return median(ratios);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        int half = sorted.length / 2;
        return sorted.length == 0
                ? Double.NaN
                : sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
