package tandem.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import tandem.core.port.NodeClock;

/** Whether and when the configuration was last read, as metrics; the start counts as a reload that succeeded. Any thread. */
final class ReloadMeters {
    private static final double MILLIS_PER_SECOND = 1000.0;

    private final NodeClock clock;
    private volatile Last last;

    private record Last(boolean successful, long atEpochMillis) {}

    ReloadMeters(MeterRegistry registry, NodeClock clock) {
        this.clock = clock;
        this.last = new Last(true, clock.epochMillis());
        Gauge.builder("tandem.config.last.reload.successful", () -> last.successful() ? 1 : 0)
                .description("0 if the configuration in force is not the file's, because the last reload was refused")
                .register(registry);
        Gauge.builder("tandem.config.last.reload.timestamp.seconds", () -> last.atEpochMillis() / MILLIS_PER_SECOND)
                .description("When the configuration was last read, refused or not, in seconds since 1970")
                .register(registry);
    }

    void reloaded(boolean successful) {
        last = new Last(successful, clock.epochMillis());
    }
}
