package tandem.failover;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tandem.core.config.Profile;

/**
 * What failover needs to know of the installation.
 *
 * @param cluster the installation's name
 * @param node this node's name, one of {@code nodes}
 * @param nodes every node by name with its literal address on the cluster link, in configuration order
 * @param port TCP port of the election link, the same on every node
 * @param profile how quickly a silent peer is given up
 * @throws IllegalArgumentException if the node is not among the nodes
 */
public record FailoverSettings(String cluster, String node, Map<String, String> nodes, int port, Profile profile) {
    public FailoverSettings {
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
        if (!nodes.containsKey(node)) {
            throw new IllegalArgumentException(
                    "node '" + node + "' is not in cluster.nodes; known nodes: " + String.join(", ", nodes.keySet()));
        }
    }
}
