package tandem.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything one run of Tandem is configured with. Immutable; balancers, routes and listeners are complete whether they were
 * written in YAML or came from an httpd.conf. Map keys are the names; maps keep the file's order.
 */
public record TandemConfig(
        @Key(
                doc = "This node's name; --node overrides it. Needed where the file lists several nodes.",
                fallback = "",
                example = "lb1")
        Optional<String> node,

        @Key(
                doc = "Where operator settings, lease terms and takeover reports are kept across restarts.",
                fallback = "/var/lib/tandem")
        Path stateDirectory,

        @Key(doc = "The nodes of this installation; absent means a single node.", fallback = "")
        Optional<ClusterConfig> cluster,

        @Key(doc = "The virtual addresses that the active node holds.", fallback = "")
        List<VipConfig> vips,

        @Key(
                doc =
                        "The name this installation gives itself in X-Forwarded-Server and Via (ServerName); default: the node's"
                                + " name.",
                fallback = "",
                example = "www.example.com")
        Optional<String> serverName,

        @Key(doc = "How long requests in progress may take to finish when a node stops.", fallback = "60s")
        Duration drain,

        @Key(doc = "The addresses that clients connect to, by name.", fallback = "")
        Map<String, ListenerConfig> listeners,

        @Key(doc = "Named sets of members with one policy.", fallback = "")
        Map<String, BalancerConfig> balancers,

        @Key(doc = "Which requests go to which balancer; tried in order, the first match wins.", fallback = "")
        List<RouteConfig> routes,

        @Key(
                doc = "Access rules by path, applied before routing; of those that match, the last decides.",
                fallback = "")
        List<GuardConfig> guards,

        @Key(doc = "Time limits towards clients.", fallback = "{}")
        ClientTimeouts clientTimeouts,

        @Key(doc = "The listener for dashboard, API and command line.", fallback = "{}")
        AdminConfig admin,

        @Key(doc = "The read-only listener for Prometheus and liveness probes.", fallback = "{}")
        MetricsConfig metrics) {

    public TandemConfig {
        vips = List.copyOf(vips);
        listeners = Ordered.copy(listeners);
        balancers = Ordered.copy(balancers);
        routes = List.copyOf(routes);
        guards = List.copyOf(guards);
    }
}
