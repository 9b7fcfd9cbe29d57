package tandem.admin.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import tandem.core.port.NodeClock;
import tandem.core.status.PairStatus;

/** The metrics of a node's status and of its JVM in a registry, until closed. Any thread. */
public final class NodeMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry;
    private final StatusMetrics status;
    private final JvmGcMetrics pauses;
    private final Set<Meter> meters;

    private NodeMetrics(
            PrometheusMeterRegistry registry, StatusMetrics status, JvmGcMetrics pauses, Set<Meter> meters) {
        this.registry = registry;
        this.status = status;
        this.pauses = pauses;
        this.meters = meters;
    }

    /** Puts the node's metrics into the registry; the status is asked for at most once a second, and only by a scrape. */
    public static NodeMetrics bind(PrometheusMeterRegistry registry, Supplier<PairStatus> source) {
        StatusMetrics status = new StatusMetrics(source, NodeClock.SYSTEM);
        registry.getPrometheusRegistry().register(status);
        Set<Meter> before = Set.copyOf(registry.getMeters());
        JvmGcMetrics pauses = new JvmGcMetrics();
        List<MeterBinder> binders = List.of(
                new JvmMemoryMetrics(),
                pauses,
                new JvmThreadMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        binders.forEach(binder -> binder.bindTo(registry));
        Set<Meter> meters = new HashSet<>(registry.getMeters());
        meters.removeAll(before);
        return new NodeMetrics(registry, status, pauses, meters);
    }

    @Override
    public void close() {
        pauses.close();
        registry.getPrometheusRegistry().unregister(status);
        meters.forEach(registry::remove);
    }
}
