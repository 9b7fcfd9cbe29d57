package tandem.app.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What clients saw, from all attempts in the order they started.
 *
 * @param attempts sorted by start
 * @param outages every run of attempts that failed
 */
public record ClientReport(List<Attempt> attempts, List<Outage> outages) {

    /**
     * Attempts in a row that failed: from the start of the first until the answer of the next that was answered.
     *
     * @param startMicros wall clock of the first failure
     * @param millis how long nobody was served; to the last failure's end if nobody was served again
     * @param failed how many attempts failed
     * @param over whether somebody was served again
     */
    public record Outage(long startMicros, double millis, int failed, boolean over) {}

    /** The report on these attempts, in any order. */
    public static ClientReport of(List<Attempt> attempts) {
        List<Attempt> sorted = attempts.stream()
                .sorted(Comparator.comparingLong(Attempt::startMicros))
                .toList();
        List<Outage> outages = new ArrayList<>();
        int from = -1;
        for (int i = 0; i < sorted.size(); i++) {
            if (sorted.get(i).answered()) {
                if (from >= 0) {
                    outages.add(outage(sorted.subList(from, i), sorted.get(i).endMicros(), true));
                }
                from = -1;
            } else if (from < 0) {
                from = i;
            }
        }
        if (from >= 0) {
            List<Attempt> failed = sorted.subList(from, sorted.size());
            outages.add(outage(failed, failed.getLast().endMicros(), false));
        }
        return new ClientReport(sorted, List.copyOf(outages));
    }

    private static Outage outage(List<Attempt> failed, long endMicros, boolean over) {
        long start = failed.getFirst().startMicros();
        return new Outage(start, (endMicros - start) / 1000.0, failed.size(), over);
    }

    public int failed() {
        return (int) attempts.stream().filter(attempt -> !attempt.answered()).count();
    }

    /** The longest outage in milliseconds; 0 without one. */
    public double outageMillis() {
        return outages.stream().mapToDouble(Outage::millis).max().orElse(0);
    }

    /** The slowest attempt that was answered, in milliseconds; 0 if none was. */
    public double worstMillis() {
        return quantileMillis(1);
    }

    /**
     * A quantile of the answered attempts' time, in milliseconds; 0 if none was answered.
     *
     * @param quantile 0..1
     */
    public double quantileMillis(double quantile) {
        double[] sorted = attempts.stream()
                .filter(Attempt::answered)
                .mapToDouble(Attempt::millis)
                .sorted()
                .toArray();
        return sorted.length == 0 ? 0 : sorted[(int) Math.round(quantile * (sorted.length - 1))];
    }

    /** How many answers each member gave. */
    public Map<String, Long> members() {
        return count(attempts.stream().filter(Attempt::answered).toList(), Attempt::member);
    }

    /** How many answers came by each node. */
    public Map<String, Long> nodes() {
        return count(attempts.stream().filter(Attempt::answered).toList(), Attempt::node);
    }

    /** How often each error was seen. */
    public Map<String, Long> errors() {
        return count(attempts.stream().filter(attempt -> !attempt.answered()).toList(), Attempt::error);
    }

    /** One line of {@code name=value} pairs, for people and for scripts. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "requests=%d failed=%d outage_ms=%.0f outages=%d p50_ms=%.1f p99_ms=%.1f worst_ms=%.1f members=%s nodes=%s errors=%s",
                attempts.size(),
                failed(),
                outageMillis(),
                outages.size(),
                quantileMillis(0.5),
                quantileMillis(0.99),
                worstMillis(),
                pairs(members()),
                pairs(nodes()),
                pairs(errors()));
    }

    private static Map<String, Long> count(List<Attempt> attempts, Function<Attempt, String> by) {
        return Collections.unmodifiableMap(
                attempts.stream().collect(Collectors.groupingBy(by, TreeMap::new, Collectors.counting())));
    }

    private static String pairs(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "-"
                : counts.entrySet().stream()
                        .map(entry -> (entry.getKey().isEmpty() ? "unknown" : entry.getKey()) + ":" + entry.getValue())
                        .collect(Collectors.joining(","));
    }
}
