package tandem.proxy;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tandem.core.config.ListenerConfig;
import tandem.core.count.Counters;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.port.Outcome.Refused;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.core.port.VipListeners;
import tandem.core.routing.LiveTable;

/** The data plane: accepts clients, forwards their requests to members. Its methods may block briefly; any thread. */
public final class ProxyServer implements VipListeners, AutoCloseable {
    private final ProxySettings settings;

    public ProxyServer(
            ProxySettings settings,
            LiveTable table,
            Counters counters,
            NodeClock clock,
            ProxyEvents events,
            MeterRegistry meters) {
        this.settings = settings;
    }

    /**
     * Binds every listener; done only if all could be bound, else all errors are named and nothing stays open.
     *
     * @param insteadOfWildcard where {@code *} listeners listen, if not on every address of the machine
     */
    public Outcome start(Map<String, ListenerConfig> listeners, Optional<InetAddress> insteadOfWildcard) {
        return new Refused(settings.nodeName() + " carries no requests yet");
    }

    /**
     * The port that a listener got.
     *
     * @throws IllegalArgumentException if no such listener is open
     */
    public int port(String listener) {
        throw new IllegalArgumentException("there is no open listener " + listener);
    }

    @Override
    @RunsOn(Lane.VIP)
    public Outcome open(InetAddress vip) {
        return new Refused(settings.nodeName() + " carries no requests yet");
    }

    @Override
    @RunsOn(Lane.VIP)
    public void close(InetAddress vip) {}

    /** Takes no new connections, lets running requests finish for at most this long, then closes what is left. Blocks. */
    public void drain(Duration patience) {
        close();
    }

    @Override
    public void close() {}
}
