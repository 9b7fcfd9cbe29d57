package tandem.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads an haproxy.cfg for the HTTP balancing in it. Nothing is executed, no name resolved, no other file read. One use. */
final class HaproxyImport {
    private static final Set<String> PROXIES = Set.of("frontend", "backend", "listen");
    private static final Set<String> SECTIONS = Set.of(
            "global",
            "defaults",
            "frontend",
            "backend",
            "listen",
            "peers",
            "resolvers",
            "userlist",
            "mailers",
            "program",
            "cache",
            "ring",
            "http-errors",
            "log-forward",
            "fcgi-app",
            "traces",
            "crt-store",
            "log-profile",
            "acme");

    private final SourceText source;
    private final Report report;
    private final ForeignDraft draft;
    private final Map<String, List<ForeignLine>> defaults = new LinkedHashMap<>();
    private final List<HaproxyProxy> proxies = new ArrayList<>();
    private List<ForeignLine> latest = List.of();
    private HaproxyTlsDefaults tls = HaproxyTlsDefaults.NONE;

    HaproxyImport(SourceText source, Report report, ForeignDraft draft) {
        this.source = source;
        this.report = report;
        this.draft = draft;
    }

    void carry() {
        List<ForeignLine> section = new ArrayList<>();
        for (ForeignLine line : HaproxyFile.lines(source, report)) {
            if (SECTIONS.contains(line.word(0))) {
                section(section);
                section.clear();
            } else if (line.word(0).startsWith(".")) {
                draft.error(
                        line.place(),
                        line.word(0),
                        "conditions are not carried out; write the file as it is to be read");
            } else if (section.isEmpty()) {
                draft.error(line.place(), line.word(0), "stands before the first section; this is no haproxy.cfg");
                return;
            }
            section.add(line);
        }
        section(section);
        Map<String, HaproxyProxy> backends = backends();
        for (HaproxyProxy proxy : proxies) {
            if (proxy.http() && proxy.takesClients()) {
                new HaproxyFrontend(proxy, draft, backends, tls).carry();
            }
        }
    }

    private Map<String, HaproxyProxy> backends() {
        Map<String, HaproxyProxy> backends = new LinkedHashMap<>();
        for (HaproxyProxy proxy : proxies) {
            if (!proxy.http()) {
                draft.notCarried(
                        proxy.place(),
                        proxy.kind() + " " + proxy.name(),
                        "its mode is tcp, and only HTTP is balanced here; let HAProxy keep it on a port of its own");
            } else if (proxy.hasServers() && statistics(proxy)) {
                draft.notCarried(
                        proxy.place(),
                        proxy.kind() + " " + proxy.name(),
                        "it shows statistics; the status is at admin.listen");
            } else if (proxy.hasServers()) {
                backends.put(proxy.name(), proxy);
                new HaproxyBackend(proxy, draft, tls).carry();
            }
        }
        proxies.removeIf(proxy -> proxy.hasServers() && statistics(proxy));
        return backends;
    }

    private static boolean statistics(HaproxyProxy proxy) {
        return proxy.all("server").isEmpty() && proxy.keys().stream().anyMatch(key -> key.startsWith("stats "));
    }

    private void section(List<ForeignLine> section) {
        if (section.isEmpty()) {
            return;
        }
        ForeignLine head = section.get(0);
        List<ForeignLine> lines = List.copyOf(section.subList(1, section.size()));
        String kind = head.word(0);
        if (kind.equals("global")) {
            lines.forEach(this::global);
        } else if (kind.equals("defaults")) {
            defaults(head, lines);
        } else if (PROXIES.contains(kind)) {
            proxy(head, lines);
        } else {
            draft.notCarried(head.place(), kind, HaproxyAdvice.section(kind));
        }
    }

    private void global(ForeignLine line) {
        switch (line.word(0)) {
            case "maxconn" ->
                draft.root.in(line.place(), "client-limits").text(line.place(), "connections", line.word(1));
            case "crt-base" -> tls = new HaproxyTlsDefaults(line.word(1), tls.authorities());
            case "ca-base" -> tls = new HaproxyTlsDefaults(tls.certificates(), line.word(1));
            default -> draft.notCarried(line.place(), line.word(0), HaproxyAdvice.global(line.word(0)));
        }
    }

    private void defaults(ForeignLine head, List<ForeignLine> lines) {
        lines.forEach(this::advise);
        String name = head.word(1).equals("from") ? "" : head.word(1);
        List<ForeignLine> all = new ArrayList<>(from(head).orElse(List.of()));
        all.addAll(lines);
        latest = List.copyOf(all);
        defaults.put(name, latest);
    }

    /** The defaults that a section's head names. */
    private Optional<List<ForeignLine>> from(ForeignLine head) {
        for (int i = 1; i + 1 < head.size(); i++) {
            if (head.word(i).equals("from")) {
                return Optional.ofNullable(defaults.get(head.word(i + 1)));
            }
        }
        return Optional.empty();
    }

    private void proxy(ForeignLine head, List<ForeignLine> lines) {
        if (head.word(1).isEmpty()) {
            draft.error(head.place(), head.word(0), "has no name");
            return;
        }
        HaproxyProxy proxy = new HaproxyProxy(head);
        from(head).orElse(latest).forEach(proxy::add);
        lines.forEach(proxy::add);
        if (proxy.http() && !statistics(proxy)) {
            lines.forEach(this::advise);
        }
        proxies.add(proxy);
    }

    private void advise(ForeignLine line) {
        String key = HaproxyProxy.key(line);
        HaproxyAdvice.proxy(key).ifPresent(advice -> draft.notCarried(line.place(), key, advice));
    }
}
