package tandem.config;

import java.util.ArrayList;
import java.util.List;
import tandem.core.config.ClusterConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.TandemConfig;

/** Finds two things that would listen on the same port of the same address. */
final class PortChecks {
    private static final int METRICS_PORT = 9991;
    private static final int REGISTRATION_PORT = 6666;

    private final TandemConfig config;
    private final Places places;
    private final Report report;
    private final List<Use> uses = new ArrayList<>();

    PortChecks(TandemConfig config, Places places, Report report) {
        this.config = config;
        this.places = places;
        this.report = report;
    }

    private record Use(String key, ListenAddress address, String what) {
        boolean collides(Use other) {
            boolean sameHost = address.everyAddress()
                    || other.address.everyAddress()
                    || address.host().equals(other.address.host());
            return sameHost && address.port() != 0 && address.port() == other.address.port();
        }
    }

    void check() {
        String cluster = clusterAddress();
        uses.add(new Use("admin.listen", config.admin().listen(), "the admin listener"));
        uses.add(new Use(
                "metrics.listen",
                config.metrics().listen().orElse(new ListenAddress(cluster, METRICS_PORT)),
                "the metrics listener"));
        config.registration()
                .ifPresent(registration -> uses.add(new Use(
                        "registration.listen",
                        registration.listen().orElse(new ListenAddress(cluster, REGISTRATION_PORT)),
                        "the listener of registrations")));
        if (config.cluster().isPresent()) {
            ClusterConfig ports = config.cluster().get();
            uses.add(new Use("cluster.port", new ListenAddress(cluster, ports.port()), "the election link"));
            uses.add(new Use(
                    "cluster.sharing-port", new ListenAddress(cluster, ports.sharingPort()), "the sharing link"));
        }
        config.listeners()
                .forEach((name, listener) ->
                        uses.add(new Use("listeners." + name + ".listen", listener.listen(), "listener " + name)));
        for (int i = 0; i < uses.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (uses.get(i).collides(uses.get(j))) {
                    collision(uses.get(i), uses.get(j));
                }
            }
        }
    }

    private void collision(Use later, Use earlier) {
        report.error(
                places.of(later.key),
                later.key,
                later.address + " is taken by " + earlier.what + " (" + earlier.address
                        + "); give one of them another port");
    }

    private String clusterAddress() {
        return config.cluster()
                .flatMap(cluster -> config.node().flatMap(cluster::address))
                .orElse("127.0.0.1");
    }
}
