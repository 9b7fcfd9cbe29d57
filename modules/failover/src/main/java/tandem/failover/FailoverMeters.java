package tandem.failover;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import tandem.core.status.Role;
import tandem.failover.election.Cause;
import tandem.failover.election.State;

/** Ownership as metrics: role, term, peers in view, takeovers by cause, and how long the last one took. */
final class FailoverMeters {
    private static final List<Role> ROLES = List.of(Role.STARTING, Role.STANDBY, Role.ACTIVE, Role.STOPPING);

    private final MeterRegistry registry;
    private volatile double lastTakeoverSeconds;

    FailoverMeters(MeterRegistry registry, Supplier<State> state) {
        this.registry = registry;
        for (Role role : ROLES) {
            Gauge.builder("tandem.failover.role", () -> state.get().role() == role ? 1 : 0)
                    .description("1 for the role that this node has, 0 for the others")
                    .tag("role", role.word())
                    .register(registry);
        }
        Gauge.builder("tandem.failover.term", () -> state.get().term())
                .description("How often the virtual addresses have been taken, as far as this node knows")
                .register(registry);
        Gauge.builder(
                        "tandem.failover.peers",
                        () -> Math.max(0, state.get().visible().size() - 1))
                .description("Other nodes in this node's view")
                .register(registry);
        Gauge.builder("tandem.failover.last.takeover.seconds", () -> lastTakeoverSeconds)
                .description("How long the last takeover by this node took; 0 before the first")
                .register(registry);
    }

    void took(Cause.Kind cause, long nanos) {
        lastTakeoverSeconds = nanos / (double) TimeUnit.SECONDS.toNanos(1);
        registry.counter("tandem.failover.takeovers", "cause", cause.word()).increment();
    }
}
