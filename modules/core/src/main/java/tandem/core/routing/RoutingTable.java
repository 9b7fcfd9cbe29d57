package tandem.core.routing;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Balancer;
import tandem.core.balance.Schedule;
import tandem.core.config.GuardConfig;
import tandem.core.config.RouteConfig;
import tandem.core.config.TandemConfig;
import tandem.core.setting.Settings;

/**
 * One moment of everything that a request meets: routes, balancers, members with the settings in force. Immutable; a request
 * reads it once and keeps to it. Any thread.
 */
public final class RoutingTable {
    private static final Routed NO_ROUTE = new Routed.Answer(404, "no route matches this request");
    private static final Routed EXCLUDED = new Routed.Answer(404, "this path is excluded from balancing");
    private static final Routed FORBIDDEN = new Routed.Answer(403, "the access rules do not permit this client here");

    private final TandemConfig config;
    private final Settings settings;
    private final Map<String, InetSocketAddress> addresses;
    private final Map<String, Balancer> balancers;
    private final List<Route> routes;
    private final List<Guard> guards;

    private RoutingTable(
            TandemConfig config,
            Settings settings,
            Map<String, InetSocketAddress> addresses,
            Map<String, Balancer> balancers) {
        this.config = config;
        this.settings = settings;
        this.addresses = Map.copyOf(addresses);
        this.balancers = Collections.unmodifiableMap(balancers);
        List<Route> compiled = new ArrayList<>();
        for (RouteConfig route : config.routes()) {
            compiled.add(new Route(route, route.balancer().map(balancers::get).orElse(null)));
        }
        this.routes = List.copyOf(compiled);
        this.guards = config.guards().stream().map(Guard::new).toList();
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
        Map<String, Balancer> balancers = new LinkedHashMap<>();
        config.balancers().forEach((name, balancer) -> {
            Balancer before = previous == null ? null : previous.balancers.get(name);
            Schedule schedule = before == null ? new Schedule() : before.schedule();
            balancers.put(name, Balancer.of(name, balancer, settings, addresses, schedule));
        });
        return new RoutingTable(config, settings, addresses, balancers);
    }

    RoutingTable withConfig(TandemConfig next) {
        return of(next, settings, addresses, this);
    }

    RoutingTable withSettings(Settings next) {
        return of(config, next, addresses, this);
    }

    RoutingTable withAddresses(Map<String, InetSocketAddress> next) {
        return of(config, settings, next, this);
    }

    public TandemConfig config() {
        return config;
    }

    public Settings settings() {
        return settings;
    }

    /** Where members' names lead, by member id. */
    public Map<String, InetSocketAddress> addresses() {
        return addresses;
    }

    /** By name, in configuration order. */
    public Map<String, Balancer> balancers() {
        return balancers;
    }

    /** In the order in which they are tried. */
    public List<Route> routes() {
        return routes;
    }

    /**
     * Says where a request goes: guards first, then the first route that matches, then that route's own access rule.
     *
     * @param listener the listener's name
     * @param host the host that the client asked for, lower case, without port; empty if it named none
     */
    public Routed route(String listener, String host, RequestPath path, InetAddress client) {
        for (int i = guards.size() - 1; i >= 0; i--) {
            Guard guard = guards.get(i);
            if (guard.prefix.match(path.decoded()) >= 0) {
                if (!guard.config.access().permits(client)) {
                    return FORBIDDEN;
                }
                break;
            }
        }
        for (Route route : routes) {
            int matched = route.match(listener, host, path.decoded());
            if (matched >= 0) {
                return forward(route, path, matched, client);
            }
        }
        return NO_ROUTE;
    }

    private static Routed forward(Route route, RequestPath path, int matched, InetAddress client) {
        Balancer balancer = route.balancerOrNull();
        if (balancer == null) {
            return EXCLUDED;
        }
        if (!route.config().access().permits(client)) {
            return FORBIDDEN;
        }
        return new Routed.Forward(route, balancer, route.memberPath(path, matched));
    }

    private static final class Guard {
        private final GuardConfig config;
        private final PathPrefix prefix;

        Guard(GuardConfig config) {
            this.config = config;
            this.prefix = new PathPrefix(config.path());
        }
    }
}
