package tandem.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tandem.core.forward.ForwardDecision.Cause;

/**
 * What the forward proxies of a node share: look-ups of names, the number of tunnels, metrics. Has neither threads nor metrics
 * before the first proxy is used or expected. Any thread.
 */
final class ForwardGate implements AutoCloseable {
    private final MeterRegistry registry;
    private final ForwardLookups lookups;
    private final AtomicInteger tunnels = new AtomicInteger();
    private Counter @Nullable [] refusals;

    ForwardGate(MeterRegistry registry) {
        this(registry, InetAddress::getAllByName);
    }

    /** With another name service than the machine's. */
    ForwardGate(MeterRegistry registry, ForwardLookups.NameLookup lookup) {
        this.registry = registry;
        this.lookups = new ForwardLookups(lookup);
    }

    /** Shows the metrics at zero. */
    void expect() {
        Counter[] _ = counters();
    }

    ForwardLookups lookups() {
        return lookups;
    }

    /** Takes the place of one tunnel; false if there are as many as may be. */
    boolean take(int most) {
        counters();
        int before = tunnels.getAndIncrement();
        if (before >= most) {
            tunnels.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Gives the place back. */
    void release() {
        tunnels.decrementAndGet();
    }

    void refused(Cause cause) {
        counters()[cause.ordinal()].increment();
    }

    private synchronized Counter[] counters() {
        Counter[] known = refusals;
        if (known == null) {
            known = new Counter[Cause.values().length];
            for (Cause cause : Cause.values()) {
                known[cause.ordinal()] = Counter.builder("tandem.forward.refused")
                        .description("Requests that a forward proxy refused")
                        .tags("cause", cause.name().toLowerCase(Locale.ROOT))
                        .register(registry);
            }
            refusals = known;
            Gauge.builder("tandem.forward.tunnels", tunnels, AtomicInteger::get)
                    .description("Connections that clients asked a forward proxy for by CONNECT")
                    .register(registry);
        }
        return known;
    }

    @Override
    public void close() {
        lookups.close();
    }
}
