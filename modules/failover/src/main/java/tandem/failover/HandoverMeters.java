package tandem.failover;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import tandem.failover.election.FlowState;
import tandem.failover.election.State;

/** What becomes of connections when the addresses move, as metrics. */
final class HandoverMeters {
    private final Counter kept;
    private final Counter broken;

    HandoverMeters(MeterRegistry registry, String group, Supplier<State> state) {
        kept = connections(registry, group, "kept");
        broken = connections(registry, group, "broken");
        Gauge.builder("tandem.failover.parked.connections", () -> parked(state.get()))
                .description("Connections that go on at this node after it has given the addresses away")
                .tag("group", group)
                .register(registry);
        Gauge.builder(
                        "tandem.failover.passing",
                        () -> state.get().flows().passing().isPresent() ? 1 : 0)
                .description("1 while this node passes packets of connections on to who had the addresses before")
                .tag("group", group)
                .register(registry);
    }

    private static Counter connections(MeterRegistry registry, String group, String outcome) {
        return Counter.builder("tandem.failover.handover.connections")
                .description("Connections that this node had when it handed the addresses over, by what became of them")
                .tag("group", group)
                .tag("outcome", outcome)
                .register(registry);
    }

    private static int parked(State state) {
        return Math.max(0, state.flows().parked().map(FlowState.Parked::left).orElse(0));
    }

    void count(FlowState.Result result) {
        kept.increment(Math.max(0, result.total() - result.broken()));
        broken.increment(result.broken());
    }
}
