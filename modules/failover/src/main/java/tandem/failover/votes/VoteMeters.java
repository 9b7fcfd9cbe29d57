package tandem.failover.votes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Datagrams between voters as metrics: accepted, and dropped by reason. */
final class VoteMeters {
    private final Counter accepted;
    private final Map<Drop, Counter> dropped = new EnumMap<>(Drop.class);

    VoteMeters(MeterRegistry registry) {
        this.accepted = Counter.builder("tandem.failover.datagrams")
                .description("Datagrams from other voters that were accepted")
                .register(registry);
        for (Drop reason : Drop.values()) {
            dropped.put(
                    reason,
                    Counter.builder("tandem.failover.datagrams.dropped")
                            .description("Datagrams on the voters' port that were not accepted, by reason")
                            .tag("reason", reason.word())
                            .register(registry));
        }
    }

    void accepted() {
        accepted.increment();
    }

    void dropped(Drop reason) {
        Counter counter = dropped.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }
}
