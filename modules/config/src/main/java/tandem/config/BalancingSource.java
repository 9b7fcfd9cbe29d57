package tandem.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.config.YamlTree.Entry;
import tandem.config.YamlTree.Mapping;
import tandem.config.YamlTree.Scalar;
import tandem.core.config.TandemConfig;

/** Joins what an httpd.conf says with the rest of a configuration, from YAML or from defaults alone. */
final class BalancingSource {
    private static final List<String> NATIVE = List.of("listeners", "balancers", "routes", "guards");

    private final Report report;
    private final Map<String, String> environment;
    private final boolean here;
    private final Optional<String> httpdText;

    /** @param here whether the configuration is to run on this machine */
    BalancingSource(Report report, Map<String, String> environment, boolean here) {
        this(report, environment, here, Optional.empty());
    }

    /** @param httpdText read instead of what stands in the httpd.conf that the YAML names */
    BalancingSource(Report report, Map<String, String> environment, boolean here, Optional<String> httpdText) {
        this.report = report;
        this.environment = environment;
        this.here = here;
        this.httpdText = httpdText;
    }

    /** A single node that balances as the file says, with defaults for everything else. */
    Optional<TandemConfig> ofHttpd(SourceText source, Path file) {
        Places places = new Places(Place.whole(source));
        YamlTree nothing = new Mapping(Place.whole(source), List.of());
        TandemConfig defaults = new YamlBinder(report, new Places(Place.whole(source)), Path.of(""))
                .bind(TandemConfig.class, nothing)
                .orElseThrow(() -> new IllegalStateException("a default is missing"));
        Optional<TandemConfig> config = new HttpdReader(source, report, places, environment)
                .read(source, file)
                .map(httpd -> Parts.withBalancing(defaults, httpd, false, false));
        config.ifPresent(c -> CrossChecks.check(c, places, report, here));
        return config;
    }

    /** Reads the httpd.conf that the YAML names, if it does; also where the YAML is broken, so that all errors show at once. */
    Optional<TandemConfig> complete(Optional<TandemConfig> bound, YamlTree tree, Path directory, Places places) {
        List<Entry> entries = tree instanceof Mapping mapping ? mapping.entries() : List.of();
        Optional<Entry> httpd =
                entries.stream().filter(e -> e.key().equals(ExtraKeys.HTTPD)).findFirst();
        if (httpd.isEmpty()) {
            return bound;
        }
        for (Entry entry : entries) {
            if (NATIVE.contains(entry.key())) {
                report.error(
                        entry.place(),
                        entry.key(),
                        "cannot stand beside httpd, which gives the same; remove one of them (`tandem import` turns an httpd.conf"
                                + " into YAML)");
            }
        }
        Optional<HttpdBalancing> balancing = file(httpd.get(), directory)
                .flatMap(file -> text(file, httpd.get().value().place())
                        .flatMap(source -> new HttpdReader(source, report, places, environment).read(source, file)));
        boolean timeoutsGiven = places.has("client-timeouts");
        boolean limitsGiven = places.has("client-limits");
        return bound.flatMap(
                config -> balancing.map(found -> Parts.withBalancing(config, found, timeoutsGiven, limitsGiven)));
    }

    private Optional<SourceText> text(Path file, Place asked) {
        return httpdText
                .map(text -> SourceText.of(file.toString(), text))
                .or(() -> SourceText.read(file, report, Optional.of(asked), ExtraKeys.HTTPD));
    }

    /** The httpd.conf that a YAML names; empty if it names none. */
    static Optional<Path> httpd(YamlTree tree, Path directory) {
        return tree instanceof Mapping mapping
                ? mapping.entries().stream()
                        .filter(entry -> entry.key().equals(ExtraKeys.HTTPD))
                        .findFirst()
                        .flatMap(entry -> new BalancingSource(new Report(), Map.of(), false).file(entry, directory))
                : Optional.empty();
    }

    private Optional<Path> file(Entry httpd, Path directory) {
        if (!(httpd.value() instanceof Scalar scalar) || scalar.text().isBlank()) {
            report.error(httpd.value().place(), ExtraKeys.HTTPD, "names a file, for example httpd: httpd.conf");
            return Optional.empty();
        }
        try {
            return Optional.of(directory.resolve(scalar.text()));
        } catch (InvalidPathException e) {
            report.error(scalar.place(), ExtraKeys.HTTPD, "'" + scalar.text() + "' is not a file name");
            return Optional.empty();
        }
    }
}
