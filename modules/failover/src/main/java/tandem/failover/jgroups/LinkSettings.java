package tandem.failover.jgroups;

import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tandem.core.config.Profile;

/**
 * Where the election link runs.
 *
 * @param cluster the installation's name; links of another name do not join
 * @param node this node's name
 * @param addresses every node's address on the cluster link; only this node's own is bound
 * @param port the same on every node
 */
public record LinkSettings(String cluster, String node, Map<String, InetAddress> addresses, int port, Profile profile) {
    public LinkSettings {
        addresses = Collections.unmodifiableMap(new LinkedHashMap<>(addresses));
    }

    InetAddress own() {
        InetAddress own = addresses.get(node);
        if (own == null) {
            throw new IllegalStateException("no address for node '" + node + "'");
        }
        return own;
    }
}
