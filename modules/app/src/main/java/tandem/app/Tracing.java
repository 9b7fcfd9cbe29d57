package tandem.app;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.app.tracing.CurrentSpan;
import tandem.app.tracing.OtlpTraces;
import tandem.core.config.ClusterConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.TracingConfig;
import tandem.core.port.Traces;

/** A node's traces, where its configuration asks for them, and the registry whose histograms name them. Any thread. */
final class Tracing implements AutoCloseable {
    private final @Nullable TracingConfig config;
    private final OtlpTraces.Source source;
    private final CurrentSpan current = new CurrentSpan();
    private final PrometheusMeterRegistry meters;
    private volatile @Nullable OtlpTraces traces;

    Tracing(TandemConfig whole, String node) {
        config = whole.tracing().orElse(null);
        String cluster = whole.cluster().map(ClusterConfig::name).orElse("");
        source = new OtlpTraces.Source(cluster, node, BuildVersion.text());
        meters = config == null
                ? new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)
                : new PrometheusMeterRegistry(
                        PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, current);
    }

    /** Where all of the node's figures are registered. */
    PrometheusMeterRegistry meters() {
        return meters;
    }

    /** Begins, if it is asked for. */
    void start() throws StartFailure {
        if (config == null) {
            return;
        }
        try {
            traces = OtlpTraces.start(config, source, current, meters);
        } catch (IOException e) {
            throw new StartFailure(ExitCode.CONFIGURATION, "tracing: a file cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new StartFailure(ExitCode.CONFIGURATION, "tracing: " + e.getMessage());
        }
    }

    /** Where spans go; null if nobody asks for them. */
    @Nullable
    Traces traces() {
        return traces;
    }

    /** What somebody should look at; empty for nothing. */
    List<String> warnings() {
        OtlpTraces sent = traces;
        return sent == null ? List.of() : sent.warnings();
    }

    @Override
    public void close() {
        OtlpTraces sent = traces;
        if (sent != null) {
            sent.close();
        }
    }
}
