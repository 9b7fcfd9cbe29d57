package tandem.core.routing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Balancer;
import tandem.core.balance.RouteSeals;
import tandem.core.balance.Schedule;
import tandem.core.client.ClientWalk;
import tandem.core.config.BalancerConfig;
import tandem.core.config.RouteConfig;
import tandem.core.config.TandemConfig;
import tandem.core.forward.ForwardProxies;
import tandem.core.limit.RateLimits;
import tandem.core.log.SiteLog;
import tandem.core.rule.ErrorPages;
import tandem.core.rule.RequestFacts;
import tandem.core.setting.Settings;

/**
 * One moment of everything that a request meets: routes, balancers, members with the settings in force. Immutable; a request
 * reads it once and keeps to it. Any thread.
 */
public final class RoutingTable {
    private final TandemConfig config;
    private final Settings settings;
    private final Map<String, Found> found;
    private final Map<String, InetSocketAddress> addresses;
    private final Set<String> down;
    private final RouteSeals seals;
    private final Map<String, Balancer> balancers;
    private final List<Route> routes;
    private final List<Site> sites;
    private final boolean logged;
    private final boolean walks;
    private final Map<String, ListenerRules> listenerRules;
    private final RateLimits rateLimits;
    private final @Nullable ForwardProxies forwardProxies;
    private final ErrorPages errorPages;

    private RoutingTable(
            TandemConfig config,
            Settings settings,
            Map<String, Found> found,
            Map<String, InetSocketAddress> addresses,
            Set<String> down,
            RouteSeals seals,
            Map<String, Balancer> balancers,
            RateLimits rateLimits) {
        this.rateLimits = rateLimits;
        this.errorPages = ErrorPages.of(config.errorPages(), true);
        this.config = config;
        this.settings = settings;
        this.found = Map.copyOf(found);
        this.addresses = Map.copyOf(addresses);
        this.down = Set.copyOf(down);
        this.seals = seals;
        this.balancers = Collections.unmodifiableMap(balancers);
        List<Route> compiled = new ArrayList<>();
        for (RouteConfig route : config.routes()) {
            compiled.add(new Route(route, route.balancer().map(balancers::get).orElse(null)));
        }
        this.routes = List.copyOf(compiled);
        this.sites = Site.of(config, balancers);
        this.listenerRules = ListenerRules.of(config.listeners());
        this.walks = sites.stream().anyMatch(site -> !site.clientWalk.nothing());
        this.forwardProxies = ForwardProxies.of(config);
        this.logged = sites.stream().anyMatch(site -> !site.log.nothing());
    }

    /**
     * Makes the table of a configuration, settings and resolved names.
     *
     * @param addresses where members' names lead, by member id; a member that is missing is down
     * @param previous the table before, whose schedules live on; null at the start
     */
    public static RoutingTable of(
            TandemConfig config,
            Settings settings,
            Map<String, InetSocketAddress> addresses,
            @Nullable RoutingTable previous) {
        return previous == null
                ? of(config, settings, Map.of(), addresses, Set.of(), RouteSeals.NONE, null)
                : of(config, settings, previous.found, addresses, previous.down, previous.seals, previous);
    }

    /**
     * Makes the first table of a node.
     *
     * @param seals signs the cookies that are given to clients
     */
    public static RoutingTable first(TandemConfig config, RouteSeals seals) {
        return of(config, Settings.NONE, Map.of(), Map.of(), Set.of(), seals, null);
    }

    private static RoutingTable of(
            TandemConfig config,
            Settings settings,
            Map<String, Found> found,
            Map<String, InetSocketAddress> addresses,
            Set<String> down,
            RouteSeals seals,
            @Nullable RoutingTable previous) {
        Map<String, Balancer> balancers = new LinkedHashMap<>();
        config.balancers().forEach((name, balancer) -> {
            Balancer before = previous == null ? null : previous.balancers.get(name);
            Schedule schedule = before == null ? new Schedule() : before.schedule();
            Found extra = found.get(name);
            BalancerConfig whole = extra == null ? balancer : extra.with(balancer);
            Balancer made = Balancer.of(name, whole, settings, addresses, down, seals, schedule);
            balancers.put(name, extra == null ? made : made.serving(extra.contexts(balancer)));
        });
        RateLimits limits =
                RateLimits.of(config.rateLimits(), previous == null ? RateLimits.NONE : previous.rateLimits);
        return new RoutingTable(config, settings, found, addresses, down, seals, balancers, limits);
    }

    RoutingTable withConfig(TandemConfig next, RouteSeals nextSeals) {
        return of(next, settings, found, addresses, down, nextSeals, this);
    }

    RoutingTable withSettings(Settings next) {
        return of(config, next, addresses, this);
    }

    RoutingTable withDown(Set<String> next) {
        return of(config, settings, found, addresses, next, seals, this);
    }

    RoutingTable withAddresses(Map<String, InetSocketAddress> next) {
        return of(config, settings, next, this);
    }

    RoutingTable withFound(Map<String, Found> next) {
        return of(config, settings, next, addresses, down, seals, this);
    }

    /** Signs the cookies that are given to clients. */
    RouteSeals seals() {
        return seals;
    }

    public TandemConfig config() {
        return config;
    }

    public Settings settings() {
        return settings;
    }

    /** The members that were found, by balancer. */
    public Map<String, Found> found() {
        return found;
    }

    /** Where members' names lead, by member id. */
    public Map<String, InetSocketAddress> addresses() {
        return addresses;
    }

    /** Ids of the members that this node's checks found down. */
    public Set<String> down() {
        return down;
    }

    /** By name, in configuration order. */
    public Map<String, Balancer> balancers() {
        return balancers;
    }

    /** In the order in which they are tried. */
    public List<Route> routes() {
        return routes;
    }

    /** The routing of a request without rules that ask for more than its path; for tests and explanations. */
    public Routed route(String listener, String host, RequestPath path, InetAddress client) {
        return route(listener, host, path, new PlainFacts(path, host, client));
    }

    /**
     * Says where a request goes: to https where its listener sends everybody there, else its site's rewriting, then guards, then the first route that matches, then that route's own access
     * rule.
     *
     * @param listener the listener's name
     * @param host the host that the client asked for, lower case, without port; empty if it named none
     */
    public Routed route(String listener, String host, RequestPath path, RequestFacts facts) {
        Routed away = listenerRules(listener).redirect(path, facts);
        return away == null ? new Routing(site(listener, host), listener, host, facts, balancers).route(path) : away;
    }

    /**
     * Where a request would go now, and why; changes nothing.
     *
     * @param nowNanos the node's clock
     */
    public Explanation explain(Explanation.Question question, long nowNanos) {
        return new Explainer(this, question, nowNanos).explain();
    }

    /** The error pages of requests for which no rule has one. */
    public ErrorPages errorPages() {
        return errorPages;
    }

    /** How often requests may come. */
    public RateLimits rateLimits() {
        return rateLimits;
    }

    /** Who leads clients to servers of their own choice; null if nobody does. */
    public @Nullable ForwardProxies forwardProxies() {
        return forwardProxies;
    }

    /** Where a request to this listener for this host is logged. */
    public SiteLog accessLog(String listener, String host) {
        return logged ? site(listener, host).log : SiteLog.NONE;
    }

    /** What holds for every request to this listener. */
    public ListenerRules listenerRules(String listener) {
        return listenerRules.isEmpty() ? ListenerRules.NONE : listenerRules.getOrDefault(listener, ListenerRules.NONE);
    }

    /** Whether there is a request about whose client a proxy is believed. */
    public boolean believesProxies() {
        return walks;
    }

    /** Which proxies are believed about the client of a request to this listener for this host. */
    public ClientWalk clientWalk(String listener, String host) {
        return site(listener, host).clientWalk;
    }

    /** The first that has the host's name, else the first for every host; the last of all is for every request. */
    private Site site(String listener, String host) {
        Site everyHost = null;
        for (int i = 0; i < sites.size(); i++) {
            Site site = sites.get(i);
            if (site.listensAt(listener)) {
                if (site.serves(host)) {
                    return site;
                }
                everyHost = everyHost == null && site.servesEveryHost() ? site : everyHost;
            }
        }
        return everyHost == null ? sites.get(sites.size() - 1) : everyHost;
    }
}
