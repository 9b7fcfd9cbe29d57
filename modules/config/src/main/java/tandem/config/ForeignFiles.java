package tandem.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.core.config.TandemConfig;

/**
 * Reads what other balancers are configured with: haproxy.cfg, nginx.conf, keepalived.conf. Their HTTP balancing and their virtual
 * addresses become a configuration; each line that does not is a warning which says what to do. Nothing is executed and no name is
 * resolved. Any thread.
 */
public final class ForeignFiles {
    private ForeignFiles() {}

    /** Whose file it is. */
    public enum Kind {
        HTTPD,
        HAPROXY,
        NGINX,
        KEEPALIVED;

        private static final Pattern OF_HAPROXY =
                Pattern.compile("(?m)^\\s*(global|defaults|(frontend|backend|listen)\\s+[^{\\s]+)\\s*$");
        private static final Pattern OF_KEEPALIVED =
                Pattern.compile("(?m)^\\s*(global_defs|vrrp_instance|vrrp_sync_group|virtual_server)\\b");
        private static final Pattern OF_NGINX =
                Pattern.compile("(?m)^\\s*(http|events|server|upstream\\s+[^{\\s]+)\\s*\\{");

        /** As the command line names it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Optional<Kind> of(String text) {
            return OF_KEEPALIVED.matcher(text).find()
                    ? Optional.of(KEEPALIVED)
                    : OF_NGINX.matcher(text).find()
                            ? Optional.of(NGINX)
                            : OF_HAPROXY.matcher(text).find() ? Optional.of(HAPROXY) : Optional.empty();
        }
    }

    /** Whose file it seems to be, by its content; empty if it is an httpd.conf, a tandem.yaml, or cannot be read. */
    public static Optional<Kind> kind(Path file) {
        boolean yaml = String.valueOf(file.getFileName()).matches("(?i).*\\.ya?ml");
        return yaml
                ? Optional.empty()
                : SourceText.read(file, new Report(), Optional.empty(), "").flatMap(source -> Kind.of(source.text()));
    }

    /**
     * Reads files into one configuration.
     *
     * @param files at least one; several where a balancer and its virtual addresses, or both nodes, have files of their own
     * @param given whose files they are; empty: each tells by its content
     * @param nodes the nodes' addresses on the cluster link by name, where a keepalived.conf does not tell them; may be empty
     * @return what came of it; the warnings say what is not carried over, and what `tandem check` would refuse as yet
     */
    public static Loaded load(List<Path> files, Optional<Kind> given, Map<String, String> nodes) {
        Report report = new Report();
        SourceText first = SourceText.of(files.get(0).toString(), "");
        ForeignDraft draft = new ForeignDraft(Place.whole(first), report);
        KeepalivedImport addresses = new KeepalivedImport(draft);
        addresses.nodes(nodes);
        for (Path file : files) {
            Optional<Kind> kind = given.or(() -> kind(file));
            SourceText.read(file, report, Optional.empty(), "")
                    .ifPresent(source -> read(kind, file, source, report, draft, addresses));
        }
        addresses.carry();
        new ForeignListeners(draft).settle();
        return report.errors() > 0 ? new Loaded.Broken(report.all()) : bound(draft, report, files.get(0));
    }

    private static void read(
            Optional<Kind> kind,
            Path file,
            SourceText source,
            Report report,
            ForeignDraft draft,
            KeepalivedImport addresses) {
        switch (kind.orElse(Kind.HTTPD)) {
            case HAPROXY -> new HaproxyImport(source, report, draft).carry();
            case NGINX -> new NginxImport(file, source, report, draft).carry();
            case KEEPALIVED -> addresses.add(source, report);
            case HTTPD ->
                report.error(
                        Place.whole(source),
                        "",
                        "is no haproxy.cfg, nginx.conf or keepalived.conf; --from says which it is, and an httpd.conf is imported"
                                + " alone");
        }
    }

    private static Loaded bound(ForeignDraft draft, Report report, Path file) {
        Places places = new Places(draft.root.place());
        Optional<TandemConfig> config = new YamlBinder(report, places, ConfigFiles.directoryOf(file))
                .bind(TandemConfig.class, draft.root.tree());
        if (config.isEmpty()) {
            return new Loaded.Broken(report.all());
        }
        Report checked = new Report();
        CrossChecks.check(config.get(), places, checked, false);
        checked.all().forEach(report::later);
        return new Loaded.Ok(config.get(), report.all());
    }
}
