package tandem.app;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.admin.RegistrationServer;
import tandem.app.discovery.Discovery;
import tandem.app.discovery.Registered;
import tandem.core.config.ListenAddress;
import tandem.core.config.RegistrationConfig;
import tandem.core.config.TandemConfig;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.port.SharedState;
import tandem.core.status.NodeStatus;

/** The way by which members register themselves at this node, where the configuration lets them. Any thread. */
final class RegistrationDoor implements AutoCloseable {
    private final RegistrationConfig config;
    private final ListenAddress listen;
    private final Registered registered;
    private volatile @Nullable RegistrationServer server;

    private RegistrationDoor(RegistrationConfig config, ListenAddress listen, Registered registered) {
        this.config = config;
        this.listen = listen;
        this.registered = registered;
    }

    /**
     * The door, still closed; empty where none is configured.
     *
     * @param shared as of now, as is ownership: both come later
     */
    static Optional<RegistrationDoor> of(
            TandemConfig config,
            Foundation base,
            Discovery discovery,
            Supplier<SharedState> shared,
            Supplier<Ownership> ownership,
            MeterRegistry meters) {
        return config.registration().map(wanted -> {
            Registered.Around around = new Registered.Around(
                    base.node(),
                    base.table(),
                    base.clock(),
                    Addresses.registrationAllow(config, wanted, base.node()),
                    sentence -> base.events().info("registration", sentence),
                    meters);
            Registered.Peers peers = new Registered.Peers(shared, () -> running(ownership.get()));
            Registered registered = new Registered(
                    wanted,
                    around,
                    discovery,
                    peers,
                    BuildVersion.text(),
                    base.events().incarnation());
            return new RegistrationDoor(wanted, Addresses.registration(config, wanted, base.node()), registered);
        });
    }

    private static Set<String> running(Ownership ownership) {
        return ownership.status().nodes().stream()
                .filter(node -> node.reachable() && !node.self())
                .map(NodeStatus::name)
                .collect(Collectors.toSet());
    }

    /** What registers here is told to the peers, and what registers there is heard, from now on. */
    void meet(NodeVoice voice, PeerNews news) {
        voice.registrations(registered::told);
        news.registrations(registered::beat);
    }

    /** Listens from now on. */
    Outcome open() {
        return switch (RegistrationServer.start(config, listen, registered::maySend, registered)) {
            case RegistrationServer.Start.Started(RegistrationServer started) -> {
                server = started;
                yield new Outcome.Done("");
            }
            case RegistrationServer.Start.Failed(String sentence) -> new Outcome.Refused(sentence);
        };
    }

    /** What somebody should look at, as sentences. */
    List<String> warnings() {
        RegistrationServer open = server;
        return open == null ? List.of() : open.warnings();
    }

    @Override
    public void close() {
        RegistrationServer open = server;
        if (open != null) {
            open.close();
        }
    }
}
