package tandem.failover;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import tandem.core.status.Role;
import tandem.failover.election.Cause;
import tandem.failover.election.State;
import tandem.failover.election.Takeover;

/**
 * Ownership of one group of addresses as metrics: role, term, peers in view, takeovers by cause and how long they took. Every cause is there from the
 * start, at zero: a counter that appears with its first takeover would show Prometheus no increase.
 */
final class FailoverMeters {
    private static final List<Role> ROLES = List.of(Role.STARTING, Role.STANDBY, Role.ACTIVE, Role.STOPPING);

    private static final String GROUP = "group";

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final String group;
    private final Map<Cause.Kind, OfCause> causes = new EnumMap<>(Cause.Kind.class);
    private final Timer stalls;
    private volatile double lastTakeoverSeconds;

    FailoverMeters(MeterRegistry registry, String group, Supplier<State> state) {
        this.registry = registry;
        this.group = group;
        this.stalls = Timer.builder("tandem.failover.stall")
                .description("How much too late the election ran, where that was more than 100 ms")
                .tag(GROUP, group)
                .register(registry);
        for (Cause.Kind kind : Cause.Kind.values()) {
            causes.put(kind, OfCause.registered(registry, group, kind));
        }
        for (Role role : ROLES) {
            Gauge.builder("tandem.failover.role", () -> state.get().role() == role ? 1 : 0)
                    .description("1 for the role that this node has to the group of addresses, 0 for the others")
                    .tag(GROUP, group)
                    .tag("role", role.word())
                    .register(registry);
        }
        Gauge.builder("tandem.failover.term", () -> state.get().term())
                .description("How often the group's addresses have been taken, as far as this node knows")
                .tag(GROUP, group)
                .register(registry);
        Gauge.builder("tandem.failover.last.takeover.seconds", () -> lastTakeoverSeconds)
                .description("How long the last takeover by this node took; 0 before the first")
                .tag(GROUP, group)
                .register(registry);
    }

    /** What concerns no group in particular. */
    static void ofNode(MeterRegistry registry, Supplier<State> state) {
        Gauge.builder(
                        "tandem.failover.peers",
                        () -> Math.max(0, state.get().visible().size() - 1))
                .description("Other nodes in this node's view")
                .register(registry);
    }

    /** Counts announcements of the addresses. */
    void watch(AnnounceSchedule announcements) {
        FunctionCounter.builder("tandem.failover.announcements", announcements, AnnounceSchedule::total)
                .description("Times that this node announced the group's addresses to the segment")
                .tag(GROUP, group)
                .register(registry);
    }

    /** This node stood still for so long. */
    void stalled(long nanos) {
        stalls.record(nanos, TimeUnit.NANOSECONDS);
    }

    void took(Takeover takeover) {
        Cause.Kind kind = takeover.cause().kind();
        long nanos = takeover.tookNanos();
        lastTakeoverSeconds = nanos / (double) TimeUnit.SECONDS.toNanos(1);
        OfCause meters = causes.get(kind);
        if (meters == null) {
            throw new IllegalStateException("every cause was registered, but not " + kind);
        }
        meters.takeovers.increment();
        meters.duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    private record OfCause(Counter takeovers, Timer duration) {
        static OfCause registered(MeterRegistry registry, String group, Cause.Kind kind) {
            return new OfCause(
                    Counter.builder("tandem.failover.takeovers")
                            .description("Takeovers by this node, by their cause")
                            .tag(GROUP, group)
                            .tag("cause", kind.word())
                            .register(registry),
                    Timer.builder("tandem.failover.takeover.duration")
                            .description("From nobody holding the addresses to this node holding them, by cause")
                            .tag(GROUP, group)
                            .tag("cause", kind.word())
                            .serviceLevelObjectives(BUCKETS)
                            .register(registry));
        }
    }
}
