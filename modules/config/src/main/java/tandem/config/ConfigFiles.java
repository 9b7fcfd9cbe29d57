package tandem.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tandem.core.apply.Proposal;
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
        return new Run(environment, true).load(file, nodeOverride, true);
    }

    /**
     * Reads a file as one node would if a text stood in it, or in the httpd.conf that it names.
     *
     * @param nodeOverride as in {@link #load(Path, Optional)}
     */
    public static Loaded loadWith(Path file, Optional<String> nodeOverride, Proposal proposal) {
        if (place(file, proposal.target()).isEmpty()) {
            Report report = new Report();
            report.error(
                    new Place(SourceText.of(file.toString(), ""), 0, 0),
                    "",
                    isHttpd(file)
                            ? "this node runs by an httpd.conf alone, a tandem.yaml cannot stand for it"
                            : "this node's file names no httpd.conf, so that no *.conf can stand for it");
            return new Loaded.Broken(report.all());
        }
        return new Run(System.getenv(), true, Optional.of(proposal)).load(file, nodeOverride, true);
    }

    /** Where the text would stand; empty if the file names no such file, or cannot be read. */
    public static Optional<Path> place(Path file, Proposal.Target target) {
        if (isHttpd(file) == (target == Proposal.Target.HTTPD)) {
            return isHttpd(file) || target == Proposal.Target.MAIN ? Optional.of(file) : Optional.empty();
        }
        Report report = new Report();
        return target == Proposal.Target.MAIN
                ? Optional.empty()
                : SourceText.read(file, report, Optional.empty(), "")
                        .flatMap(source -> YamlParser.parse(source, report))
                        .flatMap(tree -> BalancingSource.httpd(tree, directoryOf(file)));
    }

    /**
     * Reads a file as a node on another machine would: directories of logs that this one lacks are warnings.
     *
     * @param nodeOverride as in {@link #load(Path, Optional)}
     */
    public static Loaded loadForElsewhere(Path file, Optional<String> nodeOverride) {
        return new Run(System.getenv(), false).load(file, nodeOverride, true);
    }

    /**
     * Reads a file that may serve several nodes: where it says no node's name, none is needed and {@code node} stays empty.
     *
     * @param nodeOverride as in {@link #load(Path, Optional)}
     */
    public static Loaded check(Path file, Optional<String> nodeOverride) {
        return new Run(System.getenv(), true).load(file, nodeOverride, false);
    }

    /**
     * Reads a file as a witness does: who votes and with which secret. Balancing, which a witness has nothing to do with, is
     * neither read nor checked; the configuration that comes of it has none.
     *
     * @param witness the witness's name; needed where the file lists several
     */
    public static Loaded loadWitness(Path file, Optional<String> witness) {
        return new Run(System.getenv(), true).loadWitness(file, witness);
    }

    /** Whether the name says httpd.conf rather than YAML. */
    static boolean isHttpd(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".conf");
    }

    /** One reading. */
    private static final class Run {
        private final Report report = new Report();
        private final Map<String, String> environment;
        private final boolean here;
        private final Optional<Proposal> proposal;

        Run(Map<String, String> environment, boolean here) {
            this(environment, here, Optional.empty());
        }

        Run(Map<String, String> environment, boolean here, Optional<Proposal> proposal) {
            this.environment = environment;
            this.here = here;
            this.proposal = proposal;
        }

        Loaded load(Path file, Optional<String> nodeOverride, boolean nodeNeeded) {
            Optional<TandemConfig> config = text(file)
                    .flatMap(source -> isHttpd(file)
                            ? new BalancingSource(report, environment, here).ofHttpd(source, file)
                            : yaml(source, file, nodeOverride, nodeNeeded));
            if (config.isEmpty() || report.errors() > 0) {
                return new Loaded.Broken(report.all());
            }
            return new Loaded.Ok(config.get(), report.all());
        }

        private Optional<SourceText> text(Path file) {
            Proposal.Target target = isHttpd(file) ? Proposal.Target.HTTPD : Proposal.Target.MAIN;
            return proposal.filter(given -> given.target() == target)
                    .map(given -> SourceText.of(file.toString(), given.text()))
                    .or(() -> SourceText.read(file, report, Optional.empty(), ""));
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

        private Optional<String> httpd() {
            return proposal.filter(given -> given.target() == Proposal.Target.HTTPD)
                    .map(Proposal::text);
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
            Optional<TandemConfig> complete = new BalancingSource(report, environment, here, httpd())
                    .complete(bound, tree.get(), directory, places);
            if (complete.isEmpty()) {
                return Optional.empty();
            }
            Optional<String> node = NodeNames.node(complete.get(), nodeOverride, nodeNeeded, places, report);
            TandemConfig config = PageFiles.read(Parts.withNode(complete.get(), node), places, report, here);
            CrossChecks.check(config, places, report, here);
            return Optional.of(config);
        }
    }

    static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }
}
