package tandem.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tandem.core.config.ClusterConfig;
import tandem.core.config.TandemConfig;

/**
 * Reads a configuration: {@code *.conf} as an httpd.conf for a single node, anything else as YAML. Bad input never throws: it
 * is {@link Loaded.Broken} with every error of the run. No name is resolved and nothing is written.
 */
public final class ConfigFiles {
    private ConfigFiles() {}

    /**
     * Reads a file as one node does.
     *
     * @param nodeOverride the node's name from the command line; it wins over the file's {@code node}
     */
    public static Loaded load(Path file, Optional<String> nodeOverride) {
        return load(file, nodeOverride, System.getenv());
    }

    /** The same with a given environment, which {@code ${NAME}} in an httpd.conf reads. */
    static Loaded load(Path file, Optional<String> nodeOverride, Map<String, String> environment) {
        return new Run(environment).load(file, nodeOverride, true);
    }

    /**
     * Reads a file that may serve several nodes: where it says no node's name, none is needed and {@code node} stays empty.
     *
     * @param nodeOverride as in {@link #load(Path, Optional)}
     */
    public static Loaded check(Path file, Optional<String> nodeOverride) {
        return new Run(System.getenv()).load(file, nodeOverride, false);
    }

    /** Whether the name says httpd.conf rather than YAML. */
    static boolean isHttpd(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".conf");
    }

    /** One reading. */
    private static final class Run {
        private final Report report = new Report();
        private final Map<String, String> environment;

        Run(Map<String, String> environment) {
            this.environment = environment;
        }

        Loaded load(Path file, Optional<String> nodeOverride, boolean nodeNeeded) {
            Optional<TandemConfig> config = SourceText.read(file, report, Optional.empty(), "")
                    .flatMap(source -> isHttpd(file)
                            ? new BalancingSource(report, environment).ofHttpd(source, file)
                            : yaml(source, file, nodeOverride, nodeNeeded));
            if (config.isEmpty() || report.errors() > 0) {
                return new Loaded.Broken(report.all());
            }
            return new Loaded.Ok(config.get(), report.all());
        }

        private Optional<TandemConfig> yaml(
                SourceText source, Path file, Optional<String> nodeOverride, boolean nodeNeeded) {
            Optional<YamlTree> tree = YamlParser.parse(source, report);
            if (tree.isEmpty()) {
                return Optional.empty();
            }
            Places places = new Places(tree.get().place());
            Path directory = directoryOf(file);
            Optional<TandemConfig> bound =
                    new YamlBinder(report, places, directory).bind(TandemConfig.class, tree.get());
            Optional<TandemConfig> complete =
                    new BalancingSource(report, environment).complete(bound, tree.get(), directory, places);
            if (complete.isEmpty()) {
                return Optional.empty();
            }
            Optional<String> node = node(complete.get(), nodeOverride, nodeNeeded, places);
            TandemConfig config = Parts.withNode(complete.get(), node);
            CrossChecks.check(config, places, report);
            return Optional.of(config);
        }

        private Optional<String> node(
                TandemConfig config, Optional<String> nodeOverride, boolean needed, Places places) {
            Optional<String> node = nodeOverride.or(config::node);
            if (config.cluster().isEmpty()) {
                return node;
            }
            ClusterConfig cluster = config.cluster().get();
            List<String> names = List.copyOf(cluster.nodes().keySet());
            if (node.isEmpty() && names.size() == 1) {
                return Optional.of(names.get(0));
            }
            if (node.isEmpty() && needed) {
                report.error(
                        places.of("cluster.nodes"),
                        "node",
                        "is not given, and cluster.nodes lists " + String.join(", ", names)
                                + "; say which of them this is: --node " + String.join(" or --node ", names));
            } else if (node.isPresent() && !cluster.nodes().containsKey(node.get())) {
                boolean fromCommandLine = nodeOverride.isPresent();
                report.error(
                        places.of(fromCommandLine ? "cluster.nodes" : "node"),
                        fromCommandLine ? "--node" : "node",
                        "'" + node.get() + "' is not in cluster.nodes (" + String.join(", ", names) + ")");
            }
            return node;
        }
    }

    static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }
}
