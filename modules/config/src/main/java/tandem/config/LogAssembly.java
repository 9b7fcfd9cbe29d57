package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.config.AccessLogConfig;
import tandem.core.log.LogFormat;

/** Puts together which requests of an httpd.conf are logged where; names of formats may be defined behind their use. */
final class LogAssembly {
    private static final String COMMON = "common";

    private final HttpdDraft draft;
    private final Places places;
    private final Report report;

    LogAssembly(HttpdDraft draft, Places places, Report report) {
        this.draft = draft;
        this.places = places;
        this.report = report;
    }

    /** Of requests whose virtual host has none of its own. */
    List<AccessLogConfig> ofMain() {
        return configs(draft.main, "");
    }

    /**
     * A virtual host's own; empty where the main server's hold.
     *
     * @param before the site's key with a dot behind it
     */
    List<AccessLogConfig> of(ServerDraft server, String before) {
        return server.isMain() || server.logs.logs.isEmpty() ? List.of() : configs(server, before);
    }

    private List<AccessLogConfig> configs(ServerDraft server, String before) {
        List<AccessLogConfig> configs = new ArrayList<>();
        server.logs.logs.forEach(log -> add(server, log, before, configs));
        draft.main.logs.everywhere.forEach(log -> add(draft.main, log, before, configs));
        return configs;
    }

    private void add(ServerDraft server, LogDraft.Log log, String before, List<AccessLogConfig> configs) {
        places.put(before + "access-log[" + configs.size() + "]", log.place());
        configs.add(new AccessLogConfig(log.file(), format(server, log), Map.of(), log.variable(), log.test()));
    }

    private String format(ServerDraft server, LogDraft.Log log) {
        if (log.format().isEmpty()) {
            return server.logs.unnamed.or(() -> server.main().logs.unnamed).orElse(COMMON);
        }
        HttpdWord word = log.format().get();
        Optional<String> defined = Optional.ofNullable(server.logs.formats.get(word.text()))
                .or(() -> Optional.ofNullable(server.main().logs.formats.get(word.text())));
        if (defined.isPresent()) {
            return defined.get();
        }
        if (word.text().equals("clf")) {
            return COMMON;
        }
        if (word.text().indexOf('%') < 0) {
            String usual = word.text().replace('_', '-');
            boolean known = LogFormat.NAMED.containsKey(usual) || usual.equals("json");
            report.warning(
                    word.place(),
                    log.directive(),
                    "no LogFormat is named " + word.text()
                            + (known
                                    ? "; the usual one is taken (httpd writes the word itself into every line)"
                                    : "; every line will be that word, as in httpd"));
            return known ? usual : word.text();
        }
        return word.text();
    }
}
