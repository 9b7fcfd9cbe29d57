package tandem.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import tandem.config.Findings;
import tandem.config.Loaded;
import tandem.config.YamlWriter;
import tandem.core.config.TandemConfig;
import tandem.core.port.Outcome;
import tandem.core.routing.LiveTable;
import tandem.core.status.ConfigComparison;
import tandem.proxy.log.AccessLog;
import tandem.proxy.tls.Certificates;

/**
 * Reads the configuration again and puts into force what may change while the node runs: listeners, limits, balancers, members,
 * routes, access rules, certificates and the rules of TLS. A broken file, or a port that can't be had, changes nothing. Any thread
 * but the data plane's; one at a time.
 */
final class Reload implements ApplyTarget {
    private static final Map<String, String> REFUSED = Map.of("outcome", "refused");

    /** Every node's own; an applied configuration leaves them as they are. */
    private static final Set<String> OF_THE_NODE = Set.of("state-directory", "admin", "metrics");

    private final Supplier<Loaded> source;
    private final LiveTable table;
    private final Certificates certificates;
    private final EventLog events;
    private final ReloadMeters meters;
    private final Runnable afterwards;
    private final Supplier<Outcome> secret;
    private final AccessLog accessLog;
    private final Front front;

    /**
     * What is read or opened again beside the configuration.
     *
     * @param secret reads the cluster's secret again; the sentence is empty if it is as before
     */
    record Keys(Certificates certificates, Supplier<Outcome> secret, AccessLog accessLog) {}

    /** Brings listeners and the limits of clients to a configuration, all or nothing. */
    interface Front {
        Outcome change(TandemConfig config);
    }

    /**
     * @param source reads the file as at the start
     * @param front to which clients connect
     * @param afterwards what a changed table asks for, such as resolving new names
     */
    Reload(
            Supplier<Loaded> source,
            LiveTable table,
            Keys keys,
            Front front,
            EventLog events,
            ReloadMeters meters,
            Runnable afterwards) {
        this.certificates = keys.certificates();
        this.secret = keys.secret();
        this.accessLog = keys.accessLog();
        this.source = source;
        this.front = front;
        this.table = table;
        this.events = events;
        this.meters = meters;
        this.afterwards = afterwards;
    }

    /** @param author who asks */
    synchronized Outcome now(String author) {
        return switch (source.get()) {
            case Loaded.Broken broken -> {
                meters.reloaded(false);
                events.warn(
                        "config",
                        "reload refused, the configuration in force stays:\n" + Findings.text(broken.findings()),
                        REFUSED);
                yield new Outcome.Refused("the configuration in force stays; the new one is broken:\n"
                        + Findings.text(broken.findings()));
            }
            case Loaded.Ok ok ->
                switch (secret.get()) {
                    case Outcome.Refused refused -> {
                        meters.reloaded(false);
                        events.warn("config", "reload refused: " + refused.sentence(), REFUSED);
                        yield refused;
                    }
                    case Outcome.Done done -> apply(ok.config(), done.sentence(), Map.of("author", author));
                };
        };
    }

    /** What {@link #now} would do to the values of the file; does nothing. */
    ConfigComparison comparison() {
        TandemConfig before = table.current().config();
        String inForce = YamlWriter.write(before);
        return switch (source.get()) {
            case Loaded.Broken broken -> new ConfigComparison(inForce, "", Findings.text(broken.findings()), List.of());
            case Loaded.Ok ok ->
                new ConfigComparison(
                        inForce,
                        YamlWriter.write(ok.config()),
                        Findings.text(ok.warnings()),
                        needsRestart(before, ok.config()));
        };
    }

    @Override
    public Judgement judge(Loaded loaded) {
        if (!(loaded instanceof Loaded.Ok ok)) {
            return new Judgement(
                    new Outcome.Refused(
                            Findings.text(((Loaded.Broken) loaded).findings()).strip()),
                    "");
        }
        TandemConfig before = inForce();
        List<String> restart = needsRestart(before, ok.config()).stream()
                .filter(key -> !OF_THE_NODE.contains(key))
                .toList();
        if (!restart.isEmpty()) {
            return new Judgement(
                    new Outcome.Refused(String.join(", ", restart) + " would change, which takes a restart: write it"
                            + " into the file of each node and restart one after the other"),
                    "");
        }
        TandemConfig merged = merged(before, ok.config());
        return switch (CookieKeys.read(merged)) {
            case CookieKeys.Reading.Unusable(String reason) -> new Judgement(new Outcome.Refused(reason), "");
            case CookieKeys.Reading.Read _ ->
                new Judgement(
                        new Outcome.Done(hash(merged).equals(hash(before)) ? "nothing would change" : "it can take it"),
                        hash(merged));
        };
    }

    @Override
    public synchronized Outcome put(TandemConfig config) {
        return apply(config, "", Map.of());
    }

    @Override
    public TandemConfig inForce() {
        return table.current().config();
    }

    @Override
    public String hash(TandemConfig config) {
        return new ConfigHash().of(config);
    }

    private Outcome apply(TandemConfig next, String secretWords, Map<String, String> facts) {
        TandemConfig before = table.current().config();
        TandemConfig merged = merged(before, next);
        CookieKeys keys;
        switch (CookieKeys.read(merged)) {
            case CookieKeys.Reading.Read(CookieKeys read) -> keys = read;
            case CookieKeys.Reading.Unusable(String reason) -> {
                return refused(reason);
            }
        }
        if (certificates.load(merged) instanceof Outcome.Refused(String reason, var _)) {
            return refused(reason);
        }
        if (accessLog.open(merged) instanceof Outcome.Refused(String reason, var _)) {
            certificates.load(before);
            return refused(reason);
        }
        if (front.change(merged) instanceof Outcome.Refused(String reason, var _)) {
            certificates.load(before);
            accessLog.open(before);
            return refused(reason);
        }
        List<String> restart = needsRestart(before, next);
        boolean opened = !before.listeners().equals(next.listeners());
        boolean limited = !before.clientTimeouts().equals(next.clientTimeouts())
                || !before.clientLimits().equals(next.clientLimits());
        boolean changed = !before.balancers().equals(next.balancers())
                || !before.discovery().equals(next.discovery())
                || !before.heartbeats().equals(next.heartbeats())
                || !before.forwardProxies().equals(next.forwardProxies())
                || !before.routes().equals(next.routes())
                || !before.rateLimits().equals(next.rateLimits())
                || !before.clientAddress().equals(next.clientAddress())
                || !before.guards().equals(next.guards())
                || !before.sites().equals(next.sites())
                || !before.errorPages().equals(next.errorPages())
                || !before.errorOverride().equals(next.errorOverride())
                || !before.rateLimits().equals(next.rateLimits())
                || !before.clientAddress().equals(next.clientAddress())
                || !before.accessLog().equals(next.accessLog())
                || !before.balancerManager().equals(next.balancerManager());
        table.configChanged(merged, keys);
        meters.reloaded(true);
        afterwards.run();
        String sentence = changed ? "balancers and routes reloaded" : "balancers and routes are unchanged";
        if (opened) {
            sentence += "; listeners changed";
        }
        if (limited) {
            sentence += "; limits of clients changed, for new connections";
        }
        if (!secretWords.isEmpty()) {
            sentence += "; " + secretWords;
        }
        if (!restart.isEmpty()) {
            sentence += "; changed but in force only after a restart: " + String.join(", ", restart);
        }
        Map<String, String> told = new LinkedHashMap<>(Map.of("outcome", "applied", "hash", hash(merged)));
        told.putAll(facts);
        events.info("config", sentence, told);
        return new Outcome.Done(sentence);
    }

    private Outcome refused(String reason) {
        meters.reloaded(false);
        events.warn("config", "reload refused, the configuration in force stays: " + reason, REFUSED);
        return new Outcome.Refused("the configuration in force stays: " + reason);
    }

    /** What runs keeps its values until a restart; what a request reads is taken from the new file. */
    private static TandemConfig merged(TandemConfig before, TandemConfig next) {
        return before.edit()
                .drain(next.drain())
                .listeners(next.listeners())
                .clientTimeouts(next.clientTimeouts())
                .clientLimits(next.clientLimits())
                .balancers(next.balancers())
                .discovery(next.discovery())
                .heartbeats(next.heartbeats())
                .forwardProxies(next.forwardProxies())
                .routes(next.routes())
                .rateLimits(next.rateLimits())
                .clientAddress(next.clientAddress())
                .guards(next.guards())
                .sites(next.sites())
                .errorPages(next.errorPages())
                .errorOverride(next.errorOverride())
                .rateLimits(next.rateLimits())
                .clientAddress(next.clientAddress())
                .accessLog(next.accessLog())
                .acme(next.acme())
                .balancerManager(next.balancerManager())
                .done();
    }

    private static List<String> needsRestart(TandemConfig before, TandemConfig next) {
        List<String> names = new ArrayList<>();
        note(names, "state-directory", before.stateDirectory(), next.stateDirectory());
        note(names, "cluster", before.cluster(), next.cluster());
        note(names, "vips", before.vips(), next.vips());
        note(names, "server-name", before.serverName(), next.serverName());
        note(names, "admin", before.admin(), next.admin());
        note(names, "metrics", before.metrics(), next.metrics());
        note(names, "registration", before.registration(), next.registration());
        note(names, "tracing", before.tracing(), next.tracing());
        return names;
    }

    private static void note(List<String> names, String name, Object before, Object next) {
        if (!Objects.equals(before, next)) {
            names.add(name);
        }
    }
}
