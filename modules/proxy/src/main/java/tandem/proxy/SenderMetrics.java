package tandem.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How connections with headers of the PROXY protocol begin: {@code tandem_proxy_protocol_connections_total}. Any thread. */
final class SenderMetrics {
    /** What became of it, as the metric names it. */
    enum Beginning {
        /** Its header names a client. */
        ACCEPTED,
        /** Its header says that the sender speaks for itself. */
        SENDER,
        /** Something else came than a header. */
        MALFORMED,
        /** No whole header came in time. */
        LATE,
        /** It ended before its header. */
        GONE,
        /** It came from somebody who may not send one. */
        REFUSED
    }

    private final Map<Beginning, Counter> counters = new EnumMap<>(Beginning.class);

    SenderMetrics(MeterRegistry registry) {
        for (Beginning beginning : Beginning.values()) {
            counters.put(
                    beginning,
                    Counter.builder("tandem.proxy.protocol.connections")
                            .description("Connections to listeners with PROXY protocol by how they began")
                            .tag("beginning", beginning.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    void began(Beginning beginning) {
        if (counters.get(beginning) instanceof Counter counter) {
            counter.increment();
        }
    }
}
