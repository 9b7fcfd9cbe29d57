package tandem.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    /**
     * Reads a file as a witness does: who votes and with which secret. Balancing, which a witness has nothing to do with, is
     * neither read nor checked; the configuration that comes of it has none.
     *
     * @param witness the witness's name; needed where the file lists several
     */
    public static Loaded loadWitness(Path file, Optional<String> witness) {
        return new Run(System.getenv()).loadWitness(file, witness);
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

        Loaded loadWitness(Path file, Optional<String> witness) {
            Optional<TandemConfig> config = SourceText.read(file, report, Optional.empty(), "")
                    .flatMap(source -> {
                        if (isHttpd(file)) {
                            report.error(
                                    Place.whole(source),
                                    "",
                                    "an httpd.conf names no voters; a witness reads the nodes' tandem.yaml");
                            return Optional.empty();
                        }
                        return YamlParser.parse(source, report).flatMap(tree -> voters(tree, file, witness));
                    });
            if (config.isEmpty() || report.errors() > 0) {
                return new Loaded.Broken(report.all());
            }
            return new Loaded.Ok(config.get(), report.all());
        }

        private Optional<TandemConfig> voters(YamlTree tree, Path file, Optional<String> witness) {
            Places places = new Places(tree.place());
            return new YamlBinder(report, places, directoryOf(file))
                    .bind(TandemConfig.class, tree)
                    .map(config -> {
                        new ClusterChecks(config, places, report).check();
                        return Parts.withNode(
                                config, NodeNames.witness(config, witness.or(config::node), places, report));
                    });
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
            Optional<String> node = NodeNames.node(complete.get(), nodeOverride, nodeNeeded, places, report);
            TandemConfig config = Parts.withNode(complete.get(), node);
            CrossChecks.check(config, places, report);
            return Optional.of(config);
        }
    }

    static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }
}
