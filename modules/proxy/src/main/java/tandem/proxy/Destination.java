package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.core.balance.Balancer;
import tandem.core.config.CompressionConfig;
import tandem.core.config.RouteConfig;
import tandem.core.routing.ListenerRules;
import tandem.core.routing.RequestPath;
import tandem.core.routing.Routed;
import tandem.core.routing.RoutingTable;
import tandem.core.rule.OwnPage;
import tandem.proxy.http.RequestHead;

/**
 * Where one request goes: what the routing table of one moment says of it. Used again for the next request. One I/O thread.
 */
final class Destination {
    private final Plane plane;
    private RoutingTable table;
    private String balancerName = ProxyMetrics.NO_BALANCER;
    private Routed.@Nullable Forward forward;
    private AppliedRules rules = AppliedRules.NONE;
    private ListenerRules listenerRules = ListenerRules.NONE;

    Destination(Plane plane) {
        this.plane = plane;
        this.table = plane.table().current();
    }

    /** Forgets the request before, and takes the table of now. */
    void begin() {
        table = plane.table().current();
        balancerName = ProxyMetrics.NO_BALANCER;
        forward = null;
        rules = AppliedRules.NONE;
        listenerRules = ListenerRules.NONE;
    }

    /** Asks the table. */
    Routed find(RequestHead head, RequestPath path, HeadFacts facts, String listener) {
        Routed routed = table.route(listener, head.host(), path, facts);
        listenerRules = table.listenerRules(listener);
        rules = AppliedRules.of(routed, listenerRules.hsts());
        if (routed instanceof Routed.Forward found) {
            forward = found;
            balancerName = found.balancer().name();
        }
        return routed;
    }

    /** It goes to a server of the client's own choice, where no rule of this node holds. */
    void outbound(Routed.Forward found) {
        forward = found;
        balancerName = found.balancer().name();
        rules = AppliedRules.NONE;
        listenerRules = ListenerRules.NONE;
    }

    RoutingTable table() {
        return table;
    }

    /** What the rules of the request's site do. */
    AppliedRules rules() {
        return rules;
    }

    /** What holds for every request of its listener. */
    ListenerRules listenerRules() {
        return listenerRules;
    }

    /** How responses to it are compressed: by its route and rules, else its listener; null: not. */
    @Nullable
    CompressionConfig compression() {
        CompressionConfig own = routed().config().compression().orElse(null);
        return own == null ? listenerRules.compression() : own;
    }

    /** The page in place of this node's own about an error, by its rules or for all; null for its own. */
    @Nullable
    OwnPage errorPage(int status) {
        OwnPage page = rules.errorPage(status);
        return page == null ? table.errorPages().find(status) : page;
    }

    /** Whether a page of this node replaces a member's error response. */
    boolean overrides(int status) {
        return status >= 400 && rules.override(status, table.config().errorOverride());
    }

    /** By which the request is counted. */
    String balancerName() {
        return balancerName;
    }

    /** How it is forwarded. */
    Routed.Forward routed() {
        Routed.Forward found = forward;
        if (found == null) {
            throw new IllegalStateException("the request has no route yet");
        }
        return found;
    }

    /** Whose members it is for. */
    Balancer balancer() {
        return routed().balancer();
    }

    /** Whether it goes before others where requests wait. */
    boolean urgent() {
        return routed().config().priority() == RouteConfig.Priority.HIGH;
    }

    /** Goes on with the routing table of now; false if the balancer is gone from it. */
    boolean rerouted() {
        RoutingTable now = plane.table().current();
        if (now != table) {
            table = now;
            Balancer balancer = now.balancers().get(balancerName);
            if (balancer == null) {
                return false;
            }
            forward = routed().to(balancer);
        }
        return true;
    }
}
