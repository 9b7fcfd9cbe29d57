package tandem.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.core.config.ClusterConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.VipConfig;
import tandem.core.config.VipProviderKind;
import tandem.core.text.IpAddress;
import tandem.core.text.Network;

/** Checks nodes, the secret file and virtual addresses. */
final class ClusterChecks {
    private static final int LEAST_SECRET_BYTES = 32;
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
        if (config.cluster().isEmpty() && !config.vips().isEmpty()) {
            error(
                    "vips",
                    "virtual addresses need a cluster, whose nodes hold them; add cluster with name, nodes and secret-file");
        }
        for (int i = 0; i < config.vips().size(); i++) {
            vip("vips[" + i + "]", config.vips().get(i));
        }
        duplicateVips();
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
        Map<String, String> byAddress = new HashMap<>();
        cluster.nodes().forEach((node, address) -> {
            String key = "cluster.nodes." + node;
            if (!node.matches("[A-Za-z0-9._-]{1,63}")) {
                error(key, "a node's name has 1 to 63 letters, digits, dots or hyphens");
            }
            if (!IpAddress.valid(address)) {
                error(key, "'" + address + "' is not an IP address; names are not looked up here");
                return;
            }
            String earlier = byAddress.putIfAbsent(IpAddress.parse(address).getHostAddress(), node);
            if (earlier != null) {
                error(key, address + " is already the address of " + earlier);
            }
        });
        cluster.gateway().ifPresent(gateway -> {
            if (!gateway.isEmpty() && !IpAddress.valid(gateway)) {
                error("cluster.gateway", "'" + gateway + "' is not an IP address");
            }
        });
        secret(cluster.secretFile())
                .ifPresent(message -> report.warning(places.of("cluster.secret-file"), "cluster.secret-file", message));
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

    private void vip(String key, VipConfig vip) {
        boolean netlink = vip.provider() == VipProviderKind.NETLINK;
        if (netlink && vip.device().isEmpty()) {
            error(key, "interface is required with provider netlink, for example interface: eth0");
        }
        vip.device().ifPresent(device -> {
            if (!device.matches("[^\\s/:]{1,15}")) {
                error(key + ".interface", "'" + device + "' is not an interface name (1 to 15 characters)");
            }
        });
        if (!IpAddress.valid(vip.host())) {
            error(key + ".address", "'" + vip.host() + "' is not an IP address");
            return;
        }
        prefix(key, vip, netlink);
        config.cluster()
                .ifPresent(cluster -> cluster.nodes().forEach((node, address) -> {
                    if (IpAddress.valid(address) && IpAddress.parse(address).equals(IpAddress.parse(vip.host()))) {
                        error(
                                key + ".address",
                                vip.host() + " is the address of node " + node + "; a virtual address is a free one");
                    }
                }));
    }

    private void prefix(String key, VipConfig vip, boolean needed) {
        boolean given = vip.address().indexOf('/') >= 0;
        if (!given && needed) {
            error(
                    key + ".address",
                    "gives no prefix length; write that of its network, for example " + vip.host() + "/24");
        }
        if (!given) {
            return;
        }
        String length = vip.address().substring(vip.address().indexOf('/') + 1);
        try {
            if (!length.matches("\\d{1,3}")) {
                throw new IllegalArgumentException("'" + length + "' is not a prefix length");
            }
            if (new Network(IpAddress.parse(vip.host()), Integer.parseInt(length)).prefix() == 0) {
                throw new IllegalArgumentException("prefix length 0 is not allowed; write that of its network");
            }
        } catch (IllegalArgumentException e) {
            error(key + ".address", String.valueOf(e.getMessage()));
        }
    }

    private void duplicateVips() {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < config.vips().size(); i++) {
            String host = config.vips().get(i).host();
            Integer earlier = IpAddress.valid(host)
                    ? seen.putIfAbsent(IpAddress.parse(host).getHostAddress(), i)
                    : null;
            if (earlier != null) {
                error("vips[" + i + "].address", host + " is already the address of vips[" + earlier + "]");
            }
        }
    }
}
