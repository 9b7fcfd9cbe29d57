package tandem.app;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import tandem.core.config.ListenAddress;
import tandem.core.config.RegistrationConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.VipProviderKind;
import tandem.core.text.IpAddress;
import tandem.core.text.Network;

/** The addresses that follow from a node's place in the cluster when its configuration does not say. */
final class Addresses {
    private static final int METRICS_PORT = 9991;
    private static final int REGISTRATION_PORT = 6666;
    private static final String LOOPBACK = "127.0.0.1";

    private Addresses() {}

    /** Where the metrics listener listens. */
    static ListenAddress metrics(TandemConfig config, String node) {
        String host = config.cluster().flatMap(c -> c.address(node)).orElse(LOOPBACK);
        return config.metrics().listen().orElse(new ListenAddress(host, METRICS_PORT));
    }

    /** Where members register. */
    static ListenAddress registration(TandemConfig config, RegistrationConfig registration, String node) {
        String host = config.cluster().flatMap(c -> c.address(node)).orElse(LOOPBACK);
        return registration.listen().orElse(new ListenAddress(host, REGISTRATION_PORT));
    }

    /** Who may register beside this machine: what the file says, or the network of the node's cluster address. */
    static List<Network> registrationAllow(TandemConfig config, RegistrationConfig registration, String node) {
        return registration.allow().isEmpty()
                ? config.cluster().flatMap(c -> c.address(node)).map(IpAddress::parse).stream()
                        .map(address -> new Network(address, prefixOf(address)))
                        .toList()
                : registration.allow();
    }

    /** Who may read metrics: what the file says, or the network in which the metrics listener's address lies. */
    static List<Network> metricsAllow(TandemConfig config, ListenAddress metrics) {
        if (!config.metrics().allow().isEmpty() || metrics.everyAddress()) {
            return config.metrics().allow();
        }
        InetAddress address = IpAddress.parse(metrics.host());
        return List.of(new Network(address, prefixOf(address)));
    }

    private static int prefixOf(InetAddress address) {
        try {
            NetworkInterface device = NetworkInterface.getByInetAddress(address);
            if (device != null) {
                for (InterfaceAddress one : device.getInterfaceAddresses()) {
                    if (one.getAddress().equals(address)) {
                        return one.getNetworkPrefixLength();
                    }
                }
            }
        } catch (SocketException e) {
            throw new IllegalStateException("could not list this machine's interfaces: " + e.getMessage(), e);
        }
        return address.getAddress().length * 8;
    }

    /** With provider bind several nodes share one machine, so each listens on its own address rather than on all. */
    static Optional<InetAddress> insteadOfWildcard(TandemConfig config, String node) {
        boolean bind = config.vips().stream().anyMatch(vip -> vip.provider() == VipProviderKind.BIND);
        return bind ? config.cluster().flatMap(c -> c.address(node)).map(IpAddress::parse) : Optional.empty();
    }

    /** The host of a listener, for people. */
    static String shownHost(TandemConfig config, String node, ListenAddress listen) {
        if (!listen.everyAddress()) {
            return listen.host();
        }
        return insteadOfWildcard(config, node).map(InetAddress::getHostAddress).orElse("0.0.0.0");
    }
}
