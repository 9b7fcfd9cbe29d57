package tandem.failover;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tandem.core.config.ClusterConfig;
import tandem.core.config.Profile;

/**
 * What failover needs to know of the installation.
 *
 * @param cluster the installation's name
 * @param node this node's name, one of the nodes
 * @param voters the nodes and witnesses with their literal addresses on the cluster link
 * @param port port of the election link (TCP) and of the votes (UDP), the same everywhere
 * @param profile how quickly a silent peer is given up
 * @param consent whose consent it takes to hold the virtual addresses
 * @throws IllegalArgumentException if the node is not among the nodes
 */
public record FailoverSettings(String cluster, String node, Voters voters, int port, Profile profile, Consent consent) {
    public FailoverSettings {
        if (!voters.nodes().containsKey(node)) {
            throw new IllegalArgumentException("node '" + node + "' is not in cluster.nodes; known nodes: "
                    + String.join(", ", voters.nodes().keySet()));
        }
    }

    /**
     * A cluster without witnesses, with one address a node and the consent that follows from their number.
     *
     * @param nodes every node by name with its literal address, in configuration order
     */
    public FailoverSettings(String cluster, String node, Map<String, String> nodes, int port, Profile profile) {
        this(cluster, node, Voters.ofNodes(nodes), port, profile, Consent.byNumber(nodes.size()));
    }

    /** What a node of this cluster needs to know. */
    public static FailoverSettings of(ClusterConfig cluster, String node) {
        return new FailoverSettings(
                cluster.name(),
                node,
                new Voters(cluster.nodes(), cluster.witnesses()),
                cluster.port(),
                cluster.profile(),
                Consent.of(cluster));
    }

    /** What a witness of this cluster needs to know. */
    public static WitnessSettings witness(ClusterConfig cluster, String witness) {
        FailoverSettings node = of(cluster, cluster.nodes().keySet().iterator().next());
        return new WitnessSettings(
                cluster.name(), witness, node.voters(), cluster.port(), cluster.profile(), node.consent());
    }

    /** Every node by name with its main address, in configuration order. */
    public Map<String, String> nodes() {
        return Collections.unmodifiableMap(voters.nodes().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().getFirst(),
                        (first, _) -> first,
                        LinkedHashMap::new)));
    }
}
