package tandem.core.forward;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import tandem.core.config.TandemConfig;
import tandem.core.text.IpAddress;
import tandem.core.text.Network;

/**
 * The addresses that a forward proxy leads nobody to unless it is told to: those that mean the machine itself or its link, and
 * those of the installation's nodes. Else a client would reach through it what is meant for this machine alone. Immutable.
 */
public final class OwnAddresses {
    private static final List<Network> NEVER = List.of(
            Network.parse("0.0.0.0/8"),
            Network.parse("127.0.0.0/8"),
            Network.parse("169.254.0.0/16"),
            Network.parse("224.0.0.0/3"),
            Network.parse("::/127"),
            Network.parse("fe80::/10"),
            Network.parse("ff00::/8"));
    // RFC 6052 and RFC 3056: an IPv4 address within an IPv6 one, which a router would take out
    private static final Network TRANSLATED = Network.parse("64:ff9b::/96");
    private static final Network RELAYED = Network.parse("2002::/16");
    private static final int TRANSLATED_AT = 12;
    private static final int RELAYED_AT = 2;

    private final List<Network> ofNodes;

    private OwnAddresses(List<Network> ofNodes) {
        this.ofNodes = List.copyOf(ofNodes);
    }

    /** Those of a configuration. */
    static OwnAddresses of(TandemConfig config) {
        List<Network> networks = new ArrayList<>();
        config.vips().forEach(vip -> add(vip.address(), networks));
        config.cluster().ifPresent(cluster -> {
            cluster.nodes().values().forEach(node -> node.forEach(address -> add(address, networks)));
            cluster.witnesses().values().forEach(node -> node.forEach(address -> add(address, networks)));
        });
        return new OwnAddresses(networks);
    }

    private static void add(String text, List<Network> networks) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (IpAddress.valid(host)) {
            networks.add(Network.parse(host));
        }
    }

    /**
     * Whether it is one of them.
     *
     * @param ofThisMachine whether one of the machine's interfaces has it
     */
    public boolean contain(InetAddress address, boolean ofThisMachine) {
        if (ofThisMachine || Network.anyContains(NEVER, address) || Network.anyContains(ofNodes, address)) {
            return true;
        }
        int at = TRANSLATED.contains(address) ? TRANSLATED_AT : RELAYED.contains(address) ? RELAYED_AT : -1;
        return at > 0 && contain(within(address, at), false);
    }

    private static InetAddress within(InetAddress address, int at) {
        byte[] bytes = address.getAddress();
        return IpAddress.parse((bytes[at] & 255) + "." + (bytes[at + 1] & 255) + "." + (bytes[at + 2] & 255) + "."
                + (bytes[at + 3] & 255));
    }
}
