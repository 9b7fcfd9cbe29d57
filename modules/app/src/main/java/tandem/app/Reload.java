package tandem.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import tandem.config.Findings;
import tandem.config.Loaded;
import tandem.core.config.ListenerConfig;
import tandem.core.config.TandemConfig;
import tandem.core.port.Outcome;
import tandem.core.routing.LiveTable;
import tandem.proxy.tls.Certificates;

/**
 * Reads the configuration again and puts into force what may change while the node runs: balancers, members, routes, access
 * rules, certificates and the rules of TLS. A broken file changes nothing. Any thread but the data plane's; one at a time.
 */
final class Reload {
    private final Supplier<Loaded> source;
    private final LiveTable table;
    private final Certificates certificates;
    private final EventLog events;
    private final ReloadMeters meters;
    private final Runnable afterwards;
    private final Supplier<Outcome> secret;

    /**
     * What is read again beside the configuration.
     *
     * @param secret reads the cluster's secret again; the sentence is empty if it is as before
     */
    record Keys(Certificates certificates, Supplier<Outcome> secret) {}

    /**
     * @param source reads the file as at the start
     * @param afterwards what a changed table asks for, such as resolving new names
     */
    Reload(
            Supplier<Loaded> source,
            LiveTable table,
            Keys keys,
            EventLog events,
            ReloadMeters meters,
            Runnable afterwards) {
        this.certificates = keys.certificates();
        this.secret = keys.secret();
        this.source = source;
        this.table = table;
        this.events = events;
        this.meters = meters;
        this.afterwards = afterwards;
    }

    synchronized Outcome now() {
        return switch (source.get()) {
            case Loaded.Broken broken -> {
                meters.reloaded(false);
                events.warn(
                        "config",
                        "reload refused, the configuration in force stays:\n" + Findings.text(broken.findings()));
                yield new Outcome.Refused("the configuration in force stays; the new one is broken:\n"
                        + Findings.text(broken.findings()));
            }
            case Loaded.Ok ok ->
                switch (secret.get()) {
                    case Outcome.Refused refused -> {
                        meters.reloaded(false);
                        events.warn("config", "reload refused: " + refused.sentence());
                        yield refused;
                    }
                    case Outcome.Done done -> apply(ok.config(), done.sentence());
                };
        };
    }

    private Outcome apply(TandemConfig next, String secretWords) {
        TandemConfig before = table.current().config();
        TandemConfig merged = merged(before, next);
        if (certificates.load(merged) instanceof Outcome.Refused(String reason)) {
            return refused(reason);
        }
        CookieKeys keys;
        switch (CookieKeys.read(merged)) {
            case CookieKeys.Reading.Read(CookieKeys read) -> keys = read;
            case CookieKeys.Reading.Unusable(String reason) -> {
                return refused(reason);
            }
        }
        List<String> restart = needsRestart(before, next, merged);
        boolean changed = !before.balancers().equals(next.balancers())
                || !before.routes().equals(next.routes())
                || !before.guards().equals(next.guards())
                || !before.sites().equals(next.sites())
                || !before.balancerManager().equals(next.balancerManager());
        table.configChanged(merged, keys);
        meters.reloaded(true);
        afterwards.run();
        String sentence = changed ? "balancers and routes reloaded" : "balancers and routes are unchanged";
        if (!secretWords.isEmpty()) {
            sentence += "; " + secretWords;
        }
        if (!restart.isEmpty()) {
            sentence += "; changed but in force only after a restart: " + String.join(", ", restart);
        }
        events.info("config", sentence);
        return new Outcome.Done(sentence);
    }

    private Outcome refused(String reason) {
        meters.reloaded(false);
        events.warn("config", "reload refused, the configuration in force stays: " + reason);
        return new Outcome.Refused("the configuration in force stays: " + reason);
    }

    /** What runs keeps its values until a restart; what a request reads is taken from the new file. */
    private static TandemConfig merged(TandemConfig before, TandemConfig next) {
        return before.edit()
                .drain(next.drain())
                .listeners(listeners(before.listeners(), next.listeners()))
                .balancers(next.balancers())
                .routes(next.routes())
                .guards(next.guards())
                .sites(next.sites())
                .balancerManager(next.balancerManager())
                .done();
    }

    /** A socket stays as it is; what it shows to clients by TLS may change. */
    private static Map<String, ListenerConfig> listeners(
            Map<String, ListenerConfig> before, Map<String, ListenerConfig> next) {
        Map<String, ListenerConfig> merged = new LinkedHashMap<>(before);
        next.forEach((name, listener) -> merged.computeIfPresent(
                name,
                (same, open) -> open.listen().equals(listener.listen())
                                && open.tls().isPresent()
                                && listener.tls().isPresent()
                        ? listener
                        : open));
        return merged;
    }

    private static List<String> needsRestart(TandemConfig before, TandemConfig next, TandemConfig merged) {
        List<String> names = new ArrayList<>();
        note(names, "state-directory", before.stateDirectory(), next.stateDirectory());
        note(names, "cluster", before.cluster(), next.cluster());
        note(names, "vips", before.vips(), next.vips());
        note(names, "server-name", before.serverName(), next.serverName());
        note(names, "listeners", merged.listeners(), next.listeners());
        note(names, "client-timeouts", before.clientTimeouts(), next.clientTimeouts());
        note(names, "client-limits", before.clientLimits(), next.clientLimits());
        note(names, "admin", before.admin(), next.admin());
        note(names, "metrics", before.metrics(), next.metrics());
        return names;
    }

    private static void note(List<String> names, String name, Object before, Object next) {
        if (!Objects.equals(before, next)) {
            names.add(name);
        }
    }
}
