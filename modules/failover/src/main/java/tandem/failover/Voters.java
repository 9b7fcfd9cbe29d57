package tandem.failover;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who votes, by name with their literal addresses, one for each path, the main one first; in configuration order.
 *
 * @param nodes may hold the virtual addresses and vote
 * @param witnesses vote alone; may be empty
 * @throws IllegalArgumentException if a voter has no address or if a name is both a node's and a witness's
 */
public record Voters(Map<String, List<String>> nodes, Map<String, List<String>> witnesses) {
    public Voters {
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
        witnesses = Collections.unmodifiableMap(new LinkedHashMap<>(witnesses));
        Map<String, List<String>> all = new LinkedHashMap<>(nodes);
        all.putAll(witnesses);
        if (all.size() != nodes.size() + witnesses.size()) {
            throw new IllegalArgumentException("a name is both a node's and a witness's: nodes "
                    + String.join(", ", nodes.keySet()) + "; witnesses " + String.join(", ", witnesses.keySet()));
        }
        all.forEach((voter, addresses) -> {
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("voter '" + voter + "' has no address");
            }
        });
    }

    /** Nodes with one address each, without witnesses. */
    static Voters ofNodes(Map<String, String> nodes) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        nodes.forEach((node, address) -> lists.put(node, List.of(address)));
        return new Voters(lists, Map.of());
    }

    /** Nodes and witnesses, nodes first. */
    public Map<String, List<String>> all() {
        Map<String, List<String>> all = new LinkedHashMap<>(nodes);
        all.putAll(witnesses);
        return Collections.unmodifiableMap(all);
    }
}
