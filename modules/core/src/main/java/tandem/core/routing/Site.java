package tandem.core.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Balancer;
import tandem.core.client.ClientWalk;
import tandem.core.config.RouteConfig;
import tandem.core.config.SiteConfig;
import tandem.core.config.TandemConfig;
import tandem.core.log.SiteLog;
import tandem.core.rule.Rules;

/** One site, or what holds outside of sites, ready to be matched. Immutable. */
final class Site {
    private final List<String> listeners;
    private final List<String> hosts;
    private final boolean everyHost;
    final SiteConfig.EncodedSlashes encodedSlashes;
    final SiteConfig.Trace trace;
    final @Nullable String serverName;
    final List<Route> routes;
    final Guards guards;
    final ManagerPages managerPages;
    final Rules rules;
    final SiteLog log;
    final ClientWalk clientWalk;

    private Site(SiteConfig config, TandemConfig whole, Map<String, Balancer> balancers) {
        this.listeners = config.listeners();
        this.hosts = config.hosts().stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .toList();
        this.everyHost = hosts.contains("*");
        this.encodedSlashes = config.encodedSlashes();
        this.trace = config.trace();
        this.serverName = config.serverName().orElse(null);
        List<Route> compiled = new ArrayList<>();
        whole.routes().forEach(route -> compiled.add(route(route, balancers)));
        config.routes().forEach(route -> compiled.add(route(route, balancers)));
        this.routes = List.copyOf(compiled);
        this.guards = new Guards(whole.guards(), config.guards());
        this.managerPages = new ManagerPages(config.managerPages());
        this.log = SiteLog.of(
                config.accessLog().isEmpty() ? whole.accessLog() : config.accessLog(),
                config.serverName().or(whole::serverName).orElse(null));
        this.clientWalk = config.clientAddress()
                .or(whole::clientAddress)
                .map(ClientWalk::new)
                .orElse(ClientWalk.NONE);
        this.rules = Rules.of(config, whole.serverName().orElse("localhost"), log.variables());
    }

    private static Route route(RouteConfig route, Map<String, Balancer> balancers) {
        return new Route(route, route.balancer().map(balancers::get).orElse(null));
    }

    /** The sites in the file's order, and last what holds for requests of none. */
    static List<Site> of(TandemConfig config, Map<String, Balancer> balancers) {
        List<Site> sites = new ArrayList<>();
        config.sites().forEach(site -> sites.add(new Site(site, config, balancers)));
        sites.add(new Site(SiteConfig.NONE, config, balancers));
        return List.copyOf(sites);
    }

    boolean listensAt(String listener) {
        return listeners.isEmpty() || listeners.contains(listener);
    }

    boolean servesEveryHost() {
        return everyHost;
    }

    boolean serves(String host) {
        for (int i = 0; i < hosts.size(); i++) {
            String served = hosts.get(i);
            if (served.startsWith("*.") ? below(host, served) : served.equals(host)) {
                return true;
            }
        }
        return false;
    }

    private static boolean below(String host, String wildcard) {
        int suffix = wildcard.length() - 1;
        return host.length() > suffix && host.regionMatches(host.length() - suffix, wildcard, 1, suffix);
    }
}
