package tandem.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.core.config.ClusterConfig;
import tandem.core.config.TandemConfig;
import tandem.core.text.IpAddress;

/** Checks nodes, witnesses, their addresses, and the secret file. */
final class ClusterChecks {
    private static final int LEAST_SECRET_BYTES = 32;
    private static final int MOST_PATHS = 4;
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final TandemConfig config;
    private final Places places;
    private final Report report;

    ClusterChecks(TandemConfig config, Places places, Report report) {
        this.config = config;
        this.places = places;
        this.report = report;
    }

    void check() {
        config.cluster().ifPresent(this::cluster);
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }

    private void cluster(ClusterConfig cluster) {
        if (cluster.nodes().isEmpty()) {
            error("cluster.nodes", "names no node; for example {lb1: 198.51.100.11, lb2: 198.51.100.12}");
        }
        if (!cluster.name().matches("[A-Za-z0-9._-]{1,63}")) {
            error("cluster.name", "'" + cluster.name() + "' is not allowed (1 to 63 letters, digits, dots, hyphens)");
        }
        voters(cluster);
        new QuorumChecks(cluster, places, report).check();
        cluster.gateway().ifPresent(gateway -> {
            if (!gateway.isEmpty() && !IpAddress.valid(gateway)) {
                error("cluster.gateway", "'" + gateway + "' is not an IP address");
            }
        });
        secret(cluster.secretFile())
                .ifPresent(message -> report.warning(places.of("cluster.secret-file"), "cluster.secret-file", message));
    }

    private void voters(ClusterConfig cluster) {
        Map<String, String> byAddress = new HashMap<>();
        cluster.nodes().forEach((node, addresses) -> voter("cluster.nodes." + node, node, addresses, byAddress));
        cluster.witnesses().forEach((witness, addresses) -> {
            String key = "cluster.witnesses." + witness;
            if (cluster.nodes().containsKey(witness)) {
                error(key, "'" + witness + "' is the name of a node already; a witness is a machine of its own");
            }
            voter(key, witness, addresses, byAddress);
        });
    }

    private void voter(String key, String name, List<String> addresses, Map<String, String> byAddress) {
        if (!name.matches("[A-Za-z0-9._-]{1,63}")) {
            error(key, "a node's name has 1 to 63 letters, digits, dots or hyphens");
        }
        if (addresses.isEmpty() || addresses.size() > MOST_PATHS) {
            error(key, addresses.size() + " addresses are not allowed (1.." + MOST_PATHS + ")");
        }
        for (int i = 0; i < addresses.size(); i++) {
            String address = addresses.get(i);
            String at = places.has(key + "[" + i + "]") ? key + "[" + i + "]" : key;
            if (!IpAddress.valid(address)) {
                error(at, "'" + address + "' is not an IP address; names are not looked up here");
                continue;
            }
            String earlier = byAddress.putIfAbsent(IpAddress.parse(address).getHostAddress(), name);
            if (earlier != null) {
                error(at, address + " is already the address of " + earlier);
            }
        }
    }

    private static Optional<String> secret(Path file) {
        if (!Files.exists(file)) {
            return Optional.of(file + " does not exist on this machine; a node does not start without it"
                    + " (`tandem init` or `tandem secret new` writes one)");
        }
        try {
            if (!Files.isRegularFile(file) || Files.size(file) < LEAST_SECRET_BYTES) {
                return Optional.of(
                        file + " is shorter than " + LEAST_SECRET_BYTES + " bytes; a node does not start with it");
            }
            Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
            if (granted.stream().anyMatch(OTHERS::contains)) {
                return Optional.of(file + " is open to others; a node does not start with it: chmod 600 " + file);
            }
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.of(file + " cannot be looked at: " + e);
        }
        return Optional.empty();
    }
}
