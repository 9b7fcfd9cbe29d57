package tandem.config;

import java.util.List;
import java.util.Optional;
import tandem.core.config.ClusterConfig;
import tandem.core.config.TandemConfig;

/** Finds out which of the configured nodes or witnesses this one is. */
final class NodeNames {
    private NodeNames() {}

    /**
     * @param override the name from the command line; it wins over the file's {@code node}
     * @param needed whether it is an error that neither says one
     */
    static Optional<String> node(
            TandemConfig config, Optional<String> override, boolean needed, Places places, Report report) {
        Optional<String> node = override.or(config::node);
        if (config.cluster().isEmpty()) {
            return node;
        }
        ClusterConfig cluster = config.cluster().get();
        List<String> names = List.copyOf(cluster.nodes().keySet());
        if (node.isEmpty() && names.size() == 1) {
            return Optional.of(names.get(0));
        }
        if (node.isEmpty() && needed) {
            ask("cluster.nodes", names, places, report);
        } else if (node.isPresent() && !cluster.nodes().containsKey(node.get())) {
            boolean witness = cluster.witnesses().containsKey(node.get());
            if (witness && !needed) {
                return node;
            }
            boolean fromCommandLine = override.isPresent();
            report.error(
                    places.of(fromCommandLine ? "cluster.nodes" : "node"),
                    fromCommandLine ? "--node" : "node",
                    witness
                            ? "'" + node.get() + "' is a witness; start it with `tandem witness`"
                            : "'" + node.get() + "' is not in cluster.nodes (" + String.join(", ", names) + ")");
        }
        return node;
    }

    /** @param given the name from the command line or the file, if any */
    static Optional<String> witness(TandemConfig config, Optional<String> given, Places places, Report report) {
        List<String> names = config.cluster().stream()
                .flatMap(cluster -> cluster.witnesses().keySet().stream())
                .toList();
        if (names.isEmpty()) {
            report.error(
                    places.of("cluster"),
                    "cluster.witnesses",
                    "names no witness; add it to the file of every node, for example witnesses: {w1: 198.51.100.13}");
        } else if (given.isEmpty() && names.size() > 1) {
            ask("cluster.witnesses", names, places, report);
        } else if (given.isPresent() && !names.contains(given.get())) {
            report.error(
                    places.of("cluster.witnesses"),
                    "--node",
                    "'" + given.get() + "' is not in cluster.witnesses (" + String.join(", ", names) + ")");
        }
        return given.or(() -> names.stream().findFirst());
    }

    private static void ask(String key, List<String> names, Places places, Report report) {
        report.error(
                places.of(key),
                "node",
                "is not given, and " + key + " lists " + String.join(", ", names)
                        + "; say which of them this is: --node " + String.join(" or --node ", names));
    }
}
