package tandem.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import tandem.proxy.tls.Handshake;
import tandem.proxy.tls.HandshakePool;

/** How TLS handshakes end: {@code tandem_proxy_tls_handshakes_total} by side and ending. Any thread. */
final class TlsMetrics {
    /** Who is at the other end. */
    enum Side {
        CLIENT,
        MEMBER
    }

    private final Map<Side, Map<Handshake.Ending, Counter>> counters = new EnumMap<>(Side.class);

    TlsMetrics(MeterRegistry registry) {
        for (Side side : Side.values()) {
            Map<Handshake.Ending, Counter> endings = new EnumMap<>(Handshake.Ending.class);
            for (Handshake.Ending ending : Handshake.Ending.values()) {
                endings.put(
                        ending,
                        Counter.builder("tandem.proxy.tls.handshakes")
                                .description("TLS handshakes by who is at the other end and how they ended")
                                .tags("side", word(side), "ending", word(ending))
                                .register(registry));
            }
            counters.put(side, endings);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    void watch(MeterRegistry registry, HandshakePool pool) {
        Gauge.builder("tandem.proxy.tls.handshakes.waiting", pool, HandshakePool::waiting)
                .description("TLS handshakes that wait for a thread")
                .register(registry);
    }

    void ended(Side side, Handshake.Ending ending) {
        Map<Handshake.Ending, Counter> endings = counters.get(side);
        if (endings != null && endings.get(ending) instanceof Counter counter) {
            counter.increment();
        }
    }
}
