package tandem.failover.vip;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.text.Network;

/**
 * Asks whether a gateway answers on the segment, by ARP for IPv4 and by neighbour solicitation for IPv6: nothing in between
 * can answer for it, and no firewall that drops pings gets in the way. Needs CAP_NET_RAW. One thread at a time, which it
 * blocks for at most 150 ms.
 */
public final class ArpReachability {
    private static final Logger LOG = LoggerFactory.getLogger(ArpReachability.class);

    private final String deviceName;
    private final InetAddress gateway;

    /**
     * Keeps no socket between two questions.
     *
     * @param deviceName the interface on whose segment the gateway is
     */
    public ArpReachability(String deviceName, InetAddress gateway) {
        this.deviceName = deviceName;
        this.gateway = gateway;
    }

    /** Whether the gateway answered now; false as well if the question could not be sent, as over a cut link. */
    public boolean reachable() {
        try {
            Optional<LinkDevice> device = LinkDevice.find(deviceName);
            if (device.isEmpty() || !device.get().up()) {
                LOG.debug("gateway {} not asked: interface {} is missing or down", gateway, deviceName);
                return false;
            }
            return NeighbourProbe.GATEWAY
                    .holder(device.get(), ownAddress(), gateway)
                    .isPresent();
        } catch (IOException e) {
            LOG.debug("gateway {} could not be asked on {}: {}", gateway, deviceName, e.getMessage());
            return false;
        }
    }

    /** The interface's own address in the gateway's network; host addresses, as virtual ones are, hold no gateway. */
    private Optional<Inet4Address> ownAddress() throws IOException {
        NetworkInterface device = NetworkInterface.getByName(deviceName);
        if (device == null) {
            return Optional.empty();
        }
        for (InterfaceAddress own : device.getInterfaceAddresses()) {
            if (own.getAddress() instanceof Inet4Address four
                    && new Network(four, own.getNetworkPrefixLength()).contains(gateway)) {
                return Optional.of(four);
            }
        }
        return Optional.empty();
    }
}
