package tandem.failover.election;

import java.util.List;

/** The nodes that this one sees, itself included, and since when. */
record View(List<String> nodes, long installedAt) {
    View {
        nodes = List.copyOf(nodes);
    }

    boolean has(String node) {
        return nodes.contains(node);
    }

    boolean alone() {
        return nodes.size() <= 1;
    }
}
