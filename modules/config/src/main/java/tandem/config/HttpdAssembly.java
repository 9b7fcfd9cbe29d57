package tandem.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.core.config.BalancerConfig;
import tandem.core.config.HeartbeatConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.RouteConfig;
import tandem.core.config.SiteConfig;

/** Puts together what the directives of an httpd.conf said, in whatever order they stood. One use. */
final class HttpdAssembly {
    private final HttpdDraft draft;
    private final SourceText source;
    private final Places places;
    private final Report report;

    HttpdAssembly(HttpdDraft draft, SourceText source, Places places, Report report) {
        this.draft = draft;
        this.source = source;
        this.places = places;
        this.report = report;
    }

    HttpdBalancing balancing() {
        Map<String, ListenerConfig> listeners = secured(listeners());
        Map<ServerDraft, String> names = siteNames();
        Map<ServerDraft, List<PassTargets.Target>> targets = new HashMap<>();
        for (ServerDraft server : draft.servers()) {
            targets.put(server, new PassTargets(server, report).all());
            HttpdErrorPages.read(server, report);
            DeflateDirectives.settle(server);
        }
        HttpdBalancers balancers = new HttpdBalancers(draft, names);
        HttpdTls tls = new HttpdTls(draft, places, report);
        Map<String, BalancerConfig> configs = balancers.configs(places, tls);
        SiteAssembly sites = new SiteAssembly(draft, balancers, configs, targets, places, report);
        if (draft.hosts.isEmpty()) {
            return single(listeners, configs, sites);
        }
        List<SiteConfig> all = new ArrayList<>();
        Set<String> free = new LinkedHashSet<>(listeners.keySet());
        HttpdForward forward = new HttpdForward(configs.keySet(), places, report);
        Map<String, ServerDraft> deciding = new HashMap<>();
        for (ServerDraft host : draft.hosts) {
            forward(host, quietly(host, listeners), deciding, forward);
            hosts(host, names.getOrDefault(host, ""), listeners, free, sites, all);
        }
        if (!free.isEmpty()) {
            forward.add(draft.main, List.copyOf(free));
        }
        if (!free.isEmpty()) {
            all.add(sites.site(draft.main, "main", all.size(), List.copyOf(free), List.of("*")));
        }
        sites.unusedReverses();
        return balancing(listeners, configs, List.of(), sites, all, forward);
    }

    private Optional<HeartbeatConfig> heartbeats() {
        boolean none = draft.heartbeatListen.isEmpty() && draft.heartbeatStorage.isEmpty();
        return none
                ? Optional.empty()
                : Optional.of(new HeartbeatConfig(
                        draft.heartbeatListen, Optional.empty(), List.of(), draft.heartbeatStorage));
    }

    /** Says who decides about what goes out by the listeners of a virtual host. */
    private static void forward(
            ServerDraft host, List<String> served, Map<String, ServerDraft> deciding, HttpdForward forward) {
        List<String> own = new ArrayList<>();
        for (String listener : served) {
            ServerDraft first = deciding.putIfAbsent(listener, host);
            if (first == null) {
                own.add(listener);
            } else {
                forward.later(host, first);
            }
        }
        if (!own.isEmpty()) {
            forward.add(host, own);
        }
    }

    private HttpdBalancing single(
            Map<String, ListenerConfig> listeners, Map<String, BalancerConfig> configs, SiteAssembly sites) {
        List<RouteConfig> routes = sites.routes(draft.main, "");
        if (routes.isEmpty() && draft.main.passes.isEmpty()) {
            places.put("routes", Place.whole(source));
        }
        sites.unusedReverses();
        List<SiteConfig> rules = sites.rulesAlone(draft.main).map(List::of).orElse(List.of());
        HttpdForward forward = new HttpdForward(configs.keySet(), places, report);
        forward.add(draft.main, List.of());
        return balancing(listeners, configs, routes, sites, rules, forward);
    }

    private HttpdBalancing balancing(
            Map<String, ListenerConfig> listeners,
            Map<String, BalancerConfig> configs,
            List<RouteConfig> routes,
            SiteAssembly sites,
            List<SiteConfig> all,
            HttpdForward forward) {
        draft.client.idle = Optional.ofNullable(draft.main.timeout);
        return new HttpdBalancing(
                listeners,
                configs,
                routes,
                draft.hosts.isEmpty() ? sites.guards(draft.main, "") : List.of(),
                all,
                forward.all(),
                heartbeats(),
                new LogAssembly(draft, places, report).ofMain(),
                draft.main.name,
                new HttpdRemoteIp(draft, places, report).client(draft.main),
                draft.managed.config(places, report),
                draft.client);
    }

    /** The sites of a virtual host: two where it is the first on some of its listeners only. */
    private void hosts(
            ServerDraft host,
            String name,
            Map<String, ListenerConfig> listeners,
            Set<String> free,
            SiteAssembly sites,
            List<SiteConfig> all) {
        List<String> first = new ArrayList<>();
        List<String> later = new ArrayList<>();
        for (String listener : served(host, listeners)) {
            (free.remove(listener) ? first : later).add(listener);
        }
        List<String> named = new ArrayList<>();
        host.name.ifPresent(serverName -> named.add(serverName.toLowerCase(java.util.Locale.ROOT)));
        host.aliases.stream().filter(alias -> !named.contains(alias)).forEach(named::add);
        if (!first.isEmpty()) {
            List<String> hosts = new ArrayList<>(named);
            if (!hosts.contains("*")) {
                hosts.add("*");
            }
            all.add(sites.site(host, name, all.size(), first, hosts));
        }
        if (!later.isEmpty() && named.isEmpty()) {
            report.warning(
                    host.place,
                    "<VirtualHost>",
                    "has no ServerName and is not the first of its address: nobody reaches it");
        } else if (!later.isEmpty()) {
            all.add(sites.site(host, first.isEmpty() ? name : name + "-by-name", all.size(), later, named));
        }
    }

    /** The listeners of a virtual host's addresses. */
    private List<String> served(ServerDraft host, Map<String, ListenerConfig> listeners) {
        Set<String> served = new LinkedHashSet<>();
        for (ServerDraft.Address address : host.addresses) {
            int before = served.size();
            boolean exact = listeners.values().stream()
                    .anyMatch(listener -> listener.listen().host().equals(address.host())
                            && listener.listen().port() == address.port());
            listeners.forEach((name, listener) -> {
                boolean port = address.port() == 0
                        || address.port() == listener.listen().port();
                boolean here = exact ? listener.listen().host().equals(address.host()) : true;
                if (port && here) {
                    served.add(name);
                }
            });
            if (served.size() == before && before == 0) {
                report.warning(
                        address.place(),
                        "<VirtualHost>",
                        "no Listen is for " + address.host() + ":" + address.port() + ", so nobody reaches it");
            } else if (!address.every() && !exact) {
                report.warning(
                        address.place(),
                        "<VirtualHost>",
                        "the address " + address.host()
                                + " is not looked at, the port and the names are: listeners are for every"
                                + " address, as a virtual IP needs it");
            }
        }
        return List.copyOf(served);
    }

    private Map<ServerDraft, String> siteNames() {
        Map<ServerDraft, String> names = new LinkedHashMap<>();
        for (ServerDraft host : draft.hosts) {
            String wanted = host.name.orElse("host-" + (names.size() + 1));
            String name = wanted;
            for (int i = 2; names.containsValue(name); i++) {
                name = wanted + "-" + i;
            }
            names.put(host, name);
        }
        return names;
    }

    private Map<String, ListenerConfig> secured(Map<String, ListenerConfig> plain) {
        HttpdTls tls = new HttpdTls(draft, places, report);
        HttpdRemoteIp remoteIp = new HttpdRemoteIp(draft, places, report);
        HttpdProtocols protocols = new HttpdProtocols(draft, places, report);
        Map<String, ListenerConfig> secured = new LinkedHashMap<>();
        Iterator<HttpdDraft.Listen> listens = draft.listens.iterator();
        plain.forEach((name, listener) -> {
            List<ServerDraft> hosts = draft.hosts.stream()
                    .filter(host -> quietly(host, plain).contains(name))
                    .toList();
            String key = "listeners." + name;
            Optional<ListenerTlsConfig> secure = tls.listener(key, listens.next(), hosts);
            secured.put(
                    name,
                    new ListenerConfig(listener.listen(), secure, remoteIp.listener(key, hosts))
                            .withClientCertificates(secure.flatMap(_ -> tls.clients(key, hosts)))
                            .withHttp2(protocols.http2(key, listener.listen().port(), secure, hosts)));
        });
        protocols.unheard();
        return secured;
    }

    private List<String> quietly(ServerDraft host, Map<String, ListenerConfig> listeners) {
        return new HttpdAssembly(draft, source, places, new Report()).served(host, listeners);
    }

    private Map<String, ListenerConfig> listeners() {
        Map<String, ListenerConfig> listeners = new LinkedHashMap<>();
        for (HttpdDraft.Listen listen : draft.listens) {
            String wanted = "port-" + listen.address().port();
            String name = wanted;
            for (int i = 2; listeners.containsKey(name); i++) {
                name = wanted + "-" + i;
            }
            places.put("listeners." + name, listen.place());
            listeners.put(name, new ListenerConfig(listen.address()));
        }
        if (listeners.isEmpty()) {
            report.error(
                    Place.whole(source),
                    "Listen",
                    "is missing, so nothing could be reached; write the port that clients use, for example Listen 80");
            places.put("listeners", Place.whole(source));
        }
        return listeners;
    }
}
