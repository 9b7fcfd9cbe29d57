package tandem.admin.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tandem.core.count.Count;

/** Collects values by metric and turns them into what Prometheus' library writes. Not thread-safe. */
final class Families {
    private static final String TOTAL = "_total";
    private static final String INFO = "_info";
    private static final double MILLIS_PER_SECOND = 1000.0;

    private final Map<MetricDoc, Map<Labels, Double>> values = new LinkedHashMap<>();
    private final Map<MetricDoc, Map<Labels, ClassicHistogramBuckets>> histograms = new LinkedHashMap<>();

    /** Adds a value with label values in the metric's order; the same labels again replace it. */
    void add(MetricDoc metric, double value, String... labelValues) {
        Labels labels = Labels.of(metric.labels().toArray(String[]::new), labelValues);
        values.computeIfAbsent(metric, m -> new LinkedHashMap<>()).put(labels, value);
    }

    /** Adds answers by {@link Count#ANSWER_TIMES}, each in one of them. */
    void add(MetricDoc metric, List<Long> answered, String... labelValues) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        List<Long> bounds = Count.answeredMillis();
        for (int i = 0; i < answered.size(); i++) {
            double bound = i < bounds.size() ? bounds.get(i) / MILLIS_PER_SECOND : Double.POSITIVE_INFINITY;
            buckets.bucket(bound, answered.get(i));
        }
        Labels labels = Labels.of(metric.labels().toArray(String[]::new), labelValues);
        histograms.computeIfAbsent(metric, m -> new LinkedHashMap<>()).put(labels, buckets.build());
    }

    MetricSnapshots snapshots() {
        List<MetricSnapshot> families = new ArrayList<>();
        histograms.forEach((metric, points) -> families.add(histogram(metric, points)));
        values.forEach((metric, points) -> families.add(snapshot(metric, points)));
        return new MetricSnapshots(families);
    }

    private static MetricSnapshot snapshot(MetricDoc metric, Map<Labels, Double> points) {
        return switch (metric.type()) {
            case GAUGE -> gauge(metric, points);
            case COUNTER -> counter(metric, points);
            case INFO -> info(metric, points);
            case HISTOGRAM, SUMMARY ->
                throw new IllegalArgumentException(metric.name() + " has more than one number a point");
        };
    }

    private static MetricSnapshot gauge(MetricDoc metric, Map<Labels, Double> points) {
        var family = GaugeSnapshot.builder().name(metric.name()).help(metric.text());
        points.forEach((labels, value) -> family.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
        return family.build();
    }

    private static MetricSnapshot histogram(MetricDoc metric, Map<Labels, ClassicHistogramBuckets> points) {
        var family = HistogramSnapshot.builder().name(metric.name()).help(metric.text());
        points.forEach((labels, buckets) -> family.dataPoint(HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(buckets)
                .build()));
        return family.build();
    }

    private static MetricSnapshot counter(MetricDoc metric, Map<Labels, Double> points) {
        var family = CounterSnapshot.builder().name(without(TOTAL, metric)).help(metric.text());
        points.forEach((labels, value) -> family.dataPoint(
                CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
        return family.build();
    }

    private static MetricSnapshot info(MetricDoc metric, Map<Labels, Double> points) {
        var family = InfoSnapshot.builder().name(without(INFO, metric)).help(metric.text());
        points.keySet()
                .forEach(labels -> family.dataPoint(
                        InfoDataPointSnapshot.builder().labels(labels).build()));
        return family.build();
    }

    /** The library adds the suffix itself. */
    private static String without(String suffix, MetricDoc metric) {
        return metric.name().substring(0, metric.name().length() - suffix.length());
    }
}
