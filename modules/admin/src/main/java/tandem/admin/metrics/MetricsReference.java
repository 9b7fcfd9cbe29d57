package tandem.admin.metrics;

import java.util.stream.Collectors;

/** Writes {@code docs/reference/metrics.md} from the catalogue. */
public final class MetricsReference {
    private static final String INTRODUCTION = """
            # Metrics

            Generated from `MetricCatalogue`; change it there and run the test `MetricsReferenceTest` with
            `-Dtandem.regenerate=true`.

            `GET /metrics` on the metrics listener (`metrics.listen`, by default port 9991 of the node's cluster address) and on
            the admin listener: Prometheus text, or OpenMetrics where the scraper asks for it. Scrape every node. A status is
            computed at most once a second, however many scrapers there are. Series of members and addresses that left the
            configuration leave the next scrape.
            """;
    private static final String JVM = """

            ## JVM and process

            Micrometer's binders: `jvm_memory_*`, `jvm_buffer_*`, `jvm_gc_*`, `jvm_threads_*`, `system_cpu_*`, `system_load_average_1m`,
            `process_cpu_*`, `process_files_*`, `process_uptime_seconds`, `process_start_time_seconds`.
            """;

    private MetricsReference() {}

    /** The page as Markdown. */
    public static String markdown() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        for (MetricCatalogue.Area area : MetricCatalogue.AREAS) {
            page.append("\n## ").append(area.title()).append("\n\n");
            if (!area.note().isEmpty()) {
                page.append(area.note()).append("\n\n");
            }
            page.append("| Name | Type | Labels | Meaning |\n|---|---|---|---|\n");
            area.metrics().forEach(metric -> page.append(row(metric)));
        }
        return page.append(JVM).toString();
    }

    private static String row(MetricDoc metric) {
        String labels = metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
        return "| `" + metric.name() + "` | " + metric.type().word() + " | " + labels + " | " + metric.text() + " |\n";
    }
}
