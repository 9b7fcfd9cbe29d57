package tandem.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.core.config.TandemConfig;
import tandem.core.config.VipConfig;
import tandem.core.config.VipProviderKind;
import tandem.core.text.IpAddress;
import tandem.core.text.NearestName;
import tandem.core.text.Network;

/** Checks virtual addresses: their provider, where they are and may not be, their group and the node they prefer. */
final class VipChecks {
    private static final int MOST_GROUPS = 16;

    private final TandemConfig config;
    private final Places places;
    private final Report report;

    VipChecks(TandemConfig config, Places places, Report report) {
        this.config = config;
        this.places = places;
        this.report = report;
    }

    void check() {
        if (config.cluster().isEmpty() && !config.vips().isEmpty()) {
            error(
                    "vips",
                    "virtual addresses need a cluster, whose nodes hold them; add cluster with name, nodes and secret-file");
        }
        for (int i = 0; i < config.vips().size(); i++) {
            vip("vips[" + i + "]", config.vips().get(i));
        }
        duplicates();
        groups();
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }

    private void vip(String key, VipConfig vip) {
        boolean netlink = vip.provider() == VipProviderKind.NETLINK;
        command(key, vip);
        preference(key, vip);
        if (netlink && vip.device().isEmpty()) {
            error(key, "interface is required with provider netlink, for example interface: eth0");
        }
        vip.device().ifPresent(device -> {
            if (!device.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,14}")) {
                error(
                        key + ".interface",
                        "'" + device + "' is not an interface name (1 to 15 of a-z, A-Z, 0-9, '.', '_', '-')"
                                + (device.indexOf('@') > 0
                                        ? "; give '" + device.substring(0, device.indexOf('@'))
                                                + "': what stands behind '@' in `ip link` is its parent"
                                        : ""));
            }
        });
        if (!IpAddress.valid(vip.host())) {
            error(key + ".address", "'" + vip.host() + "' is not an IP address");
            return;
        }
        prefix(key, vip, netlink);
        config.cluster()
                .ifPresent(cluster -> cluster.voters().forEach((voter, addresses) -> {
                    String what = cluster.nodes().containsKey(voter) ? "node " : "witness ";
                    if (addresses.stream().anyMatch(address -> same(address, vip.host()))) {
                        error(
                                key + ".address",
                                vip.host() + " is the address of " + what + voter
                                        + "; a virtual address is a free one");
                    }
                }));
    }

    private static boolean same(String address, String other) {
        return IpAddress.valid(address) && IpAddress.parse(address).equals(IpAddress.parse(other));
    }

    private void command(String key, VipConfig vip) {
        boolean exec = vip.provider() == VipProviderKind.EXEC;
        if (exec && vip.command().isEmpty()) {
            error(
                    key,
                    "command is required with provider exec, for example command: /etc/tandem/vip-hook"
                            + " (docs/reference/exec-provider.md)");
        }
        if (!exec && !vip.command().isEmpty()) {
            error(key + ".command", "is called with provider exec alone; add provider: exec or remove it");
        }
        CommandChecks.check(vip.command(), key + ".command", places, report);
    }

    private void preference(String key, VipConfig vip) {
        if (!vip.group().matches("[A-Za-z0-9._-]{1,63}")) {
            error(key + ".group", "'" + vip.group() + "' is not allowed (1 to 63 letters, digits, dots, hyphens)");
        }
        if (vip.prefer().isEmpty() || config.cluster().isEmpty()) {
            return;
        }
        Set<String> nodes = config.cluster().get().nodes().keySet();
        String node = vip.prefer().get();
        if (!nodes.contains(node)) {
            String near = NearestName.to(node, nodes)
                    .map(name -> "; did you mean " + name + "?")
                    .orElse("; there is " + String.join(", ", nodes));
            error(key + ".prefer", "there is no node named '" + node + "'" + near);
        }
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

    private void duplicates() {
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

    private void groups() {
        Map<String, Optional<String>> preferred = new HashMap<>();
        Set<String> groups = new HashSet<>();
        for (int i = 0; i < config.vips().size(); i++) {
            VipConfig vip = config.vips().get(i);
            String key = "vips[" + i + "]";
            if (groups.add(vip.group()) && groups.size() == MOST_GROUPS + 1) {
                error(
                        key + ".group",
                        "is one group too many: each has an election of its own, at most " + MOST_GROUPS
                                + "; addresses that may move together share one");
            }
            Optional<String> earlier = preferred.putIfAbsent(vip.group(), vip.prefer());
            if (earlier != null && !earlier.equals(vip.prefer())) {
                error(
                        key + (vip.prefer().isPresent() ? ".prefer" : ""),
                        "addresses of one group move together and prefer the same node, but group " + vip.group()
                                + " prefers " + earlier.orElse("none") + " before and "
                                + vip.prefer().orElse("none") + " here");
            }
        }
    }
}
