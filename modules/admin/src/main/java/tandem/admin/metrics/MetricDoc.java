package tandem.admin.metrics;

import java.util.List;

/**
 * A metric as the reference describes it.
 *
 * @param name as Prometheus shows it, such as {@code tandem_member_requests_total}
 * @param labels its own label names, in order; may be empty
 * @param text what it means, as one sentence
 */
public record MetricDoc(String name, Type type, List<String> labels, String text) {
    public MetricDoc {
        labels = List.copyOf(labels);
    }

    static MetricDoc gauge(String name, String text, String... labels) {
        return new MetricDoc(name, Type.GAUGE, List.of(labels), text);
    }

    static MetricDoc counter(String name, String text, String... labels) {
        return new MetricDoc(name, Type.COUNTER, List.of(labels), text);
    }

    static MetricDoc info(String name, String text, String... labels) {
        return new MetricDoc(name, Type.INFO, List.of(labels), text);
    }

    /** What kind of number it is. */
    public enum Type {
        /** Goes up and down. */
        GAUGE,
        /** Only grows, until its source starts anew. */
        COUNTER,
        /** Always 1; its labels are the message. */
        INFO,
        /** Buckets, a sum and a count. */
        HISTOGRAM,
        /** A sum and a count. */
        SUMMARY;

        /** The word of the exposition format; an info is a gauge there. */
        public String word() {
            return this == INFO ? "gauge" : name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
