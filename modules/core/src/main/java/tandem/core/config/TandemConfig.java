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

        @Key(
                doc =
                        "Where members of a balancer are found, by its name, beside those that are listed; also of those in an httpd.conf.",
                fallback = "",
                example = "{app: {file: /etc/tandem/app.members}}")
        Map<String, DiscoveryConfig> discovery,

        @Key(
                doc =
                        "The listener at which members register themselves by mod_cluster's protocol (MCMP); absent: none.",
                fallback = "",
                example = "{balancer: app, allow: [192.0.2.0/24]}")
        Optional<RegistrationConfig> registration,

        @Key(
                doc = "Where members announce their load, for balancers with policy heartbeat; absent: nowhere.",
                fallback = "",
                example = "{listen: \"239.0.0.1:27999\"}")
        Optional<HeartbeatConfig> heartbeats,

        @Key(doc = "Which requests go to which balancer; tried in order, the first match wins.", fallback = "")
        List<RouteConfig> routes,

        @Key(
                doc = "How often requests may come, by name; in force where listeners and routes name them.",
                fallback = "",
                example = "api: {by: header, name: X-Api-Key, rate: 100/s}")
        Map<String, RateLimitConfig> rateLimits,

        @Key(
                doc = "Access rules by path, applied before routing; of those that match, the last decides.",
                fallback = "")
        List<GuardConfig> guards,

        @Key(
                doc = "What holds for some hosts only, and rewriting (VirtualHost); the first that matches.",
                fallback = "")
        List<SiteConfig> sites,

        @Key(
                doc =
                        "Forward proxies, by name: clients ask them for servers of their own choice, by a whole URL or CONNECT"
                                + " (ProxyRequests). One a listener.",
                fallback = "",
                example =
                        "out: {listeners: [outbound], guards: [{access: {order: allow-deny, allow: [198.51.100.0/24]}}]}")
        Map<String, ForwardProxyConfig> forwardProxies,

        @Key(
                doc =
                        "What is shown in place of this node's own error pages, where no rule of a site says otherwise; also of"
                                + " requests that led nowhere.",
                fallback = "",
                example = "[{status: 5xx, file: sorry.html}]")
        List<ErrorPageConfig> errorPages,

        @Key(
                doc =
                        "Which error responses of members are replaced by this node's page, where no rule says otherwise: off, all, or"
                                + " a list of status codes.",
                fallback = "off",
                example = "502 503 504")
        ErrorOverride errorOverride,

        @Key(
                doc = "Files with a line for every request, of sites that name none of their own (CustomLog).",
                fallback = "",
                lone = true)
        List<AccessLogConfig> accessLog,

        @Key(
                doc = "Where certificates are ordered that listeners name under tls.acme; absent: nowhere.",
                fallback = "",
                example = "{contact: [\"mailto:ops@shop.example\"], accept-terms: true}")
        Optional<AcmeConfig> acme,

        @Key(
                doc =
                        "Which proxies in front are believed when a field of a request says who the client is; absent: none.",
                fallback = "",
                example = "{internal-proxies: [192.0.2.0/28]}")
        Optional<ClientAddressConfig> clientAddress,

        @Key(doc = "Time limits towards clients.", fallback = "{}")
        ClientTimeouts clientTimeouts,

        @Key(doc = "Limits on what clients send and on how many come.", fallback = "{}")
        ClientLimits clientLimits,

        @Key(doc = "The listener for dashboard, API and command line.", fallback = "{}")
        AdminConfig admin,

        @Key(doc = "The read-only listener for Prometheus and liveness probes.", fallback = "{}")
        MetricsConfig metrics,

        @Key(
                doc = "Traces of requests for an OpenTelemetry collector; absent: none.",
                fallback = "",
                example = "{endpoint: http://127.0.0.1:4318, sample: 10%}")
        Optional<TracingConfig> tracing,

        @Key(doc = "Apache's balancer-manager.", fallback = "{}")
        BalancerManagerConfig balancerManager) {

    public TandemConfig {
        vips = List.copyOf(vips);
        listeners = Ordered.copy(listeners);
        balancers = Ordered.copy(balancers);
        discovery = Ordered.copy(discovery);
        routes = List.copyOf(routes);
        rateLimits = Ordered.copy(rateLimits);
        guards = List.copyOf(guards);
        sites = List.copyOf(sites);
        forwardProxies = Ordered.copy(forwardProxies);
        errorPages = List.copyOf(errorPages);
        accessLog = List.copyOf(accessLog);
    }

    /** A single node that listens nowhere; everything else as if it had not been written. */
    public static TandemConfig empty() {
        return new Edit().done();
    }

    /** A copy to be changed part by part. */
    public Edit edit() {
        Edit edit = new Edit();
        edit.node = node;
        edit.stateDirectory = stateDirectory;
        edit.cluster = cluster;
        edit.vips = vips;
        edit.serverName = serverName;
        edit.drain = drain;
        edit.listeners = listeners;
        edit.balancers = balancers;
        edit.discovery = discovery;
        edit.registration = registration;
        edit.heartbeats = heartbeats;
        edit.routes = routes;
        edit.rateLimits = rateLimits;
        edit.guards = guards;
        edit.sites = sites;
        edit.forwardProxies = forwardProxies;
        edit.errorPages = errorPages;
        edit.errorOverride = errorOverride;
        edit.accessLog = accessLog;
        edit.acme = acme;
        edit.clientAddress = clientAddress;
        edit.clientTimeouts = clientTimeouts;
        edit.clientLimits = clientLimits;
        edit.admin = admin;
        edit.metrics = metrics;
        edit.tracing = tracing;
        edit.balancerManager = balancerManager;
        return edit;
    }

    /** Collects changes of a configuration. One thread. */
    public static final class Edit {
        private Optional<String> node = Optional.empty();
        private Path stateDirectory = Path.of("/var/lib/tandem");
        private Optional<ClusterConfig> cluster = Optional.empty();
        private List<VipConfig> vips = List.of();
        private Optional<String> serverName = Optional.empty();
        private Duration drain = Duration.ofSeconds(60);
        private Map<String, ListenerConfig> listeners = Map.of();
        private Map<String, BalancerConfig> balancers = Map.of();
        private Map<String, DiscoveryConfig> discovery = Map.of();
        private Optional<RegistrationConfig> registration = Optional.empty();
        private Optional<HeartbeatConfig> heartbeats = Optional.empty();
        private List<RouteConfig> routes = List.of();
        private Map<String, RateLimitConfig> rateLimits = Map.of();
        private List<GuardConfig> guards = List.of();
        private List<SiteConfig> sites = List.of();
        private Map<String, ForwardProxyConfig> forwardProxies = Map.of();
        private List<ErrorPageConfig> errorPages = List.of();
        private ErrorOverride errorOverride = ErrorOverride.OFF;
        private List<AccessLogConfig> accessLog = List.of();
        private Optional<AcmeConfig> acme = Optional.empty();
        private Optional<ClientAddressConfig> clientAddress = Optional.empty();
        private ClientTimeouts clientTimeouts = ClientTimeouts.DEFAULT;
        private ClientLimits clientLimits = ClientLimits.DEFAULT;
        private AdminConfig admin = AdminConfig.DEFAULT;
        private MetricsConfig metrics = MetricsConfig.DEFAULT;
        private Optional<TracingConfig> tracing = Optional.empty();
        private BalancerManagerConfig balancerManager = BalancerManagerConfig.DEFAULT;

        private Edit() {}

        public Edit node(Optional<String> next) {
            node = next;
            return this;
        }

        public Edit stateDirectory(Path next) {
            stateDirectory = next;
            return this;
        }

        public Edit cluster(Optional<ClusterConfig> next) {
            cluster = next;
            return this;
        }

        public Edit vips(List<VipConfig> next) {
            vips = next;
            return this;
        }

        public Edit serverName(Optional<String> next) {
            serverName = next;
            return this;
        }

        public Edit drain(Duration next) {
            drain = next;
            return this;
        }

        public Edit listeners(Map<String, ListenerConfig> next) {
            listeners = next;
            return this;
        }

        public Edit balancers(Map<String, BalancerConfig> next) {
            balancers = next;
            return this;
        }

        public Edit discovery(Map<String, DiscoveryConfig> next) {
            discovery = next;
            return this;
        }

        public Edit registration(Optional<RegistrationConfig> next) {
            registration = next;
            return this;
        }

        public Edit heartbeats(Optional<HeartbeatConfig> next) {
            heartbeats = next;
            return this;
        }

        public Edit routes(List<RouteConfig> next) {
            routes = next;
            return this;
        }

        public Edit rateLimits(Map<String, RateLimitConfig> next) {
            rateLimits = next;
            return this;
        }

        public Edit guards(List<GuardConfig> next) {
            guards = next;
            return this;
        }

        public Edit sites(List<SiteConfig> next) {
            sites = next;
            return this;
        }

        public Edit forwardProxies(Map<String, ForwardProxyConfig> next) {
            forwardProxies = next;
            return this;
        }

        public Edit errorPages(List<ErrorPageConfig> next) {
            errorPages = next;
            return this;
        }

        public Edit errorOverride(ErrorOverride next) {
            errorOverride = next;
            return this;
        }

        public Edit accessLog(List<AccessLogConfig> next) {
            accessLog = next;
            return this;
        }

        public Edit acme(Optional<AcmeConfig> next) {
            acme = next;
            return this;
        }

        public Edit clientAddress(Optional<ClientAddressConfig> next) {
            clientAddress = next;
            return this;
        }

        public Edit clientTimeouts(ClientTimeouts next) {
            clientTimeouts = next;
            return this;
        }

        public Edit clientLimits(ClientLimits next) {
            clientLimits = next;
            return this;
        }

        public Edit admin(AdminConfig next) {
            admin = next;
            return this;
        }

        public Edit metrics(MetricsConfig next) {
            metrics = next;
            return this;
        }

        public Edit tracing(Optional<TracingConfig> next) {
            tracing = next;
            return this;
        }

        public Edit balancerManager(BalancerManagerConfig next) {
            balancerManager = next;
            return this;
        }

        /** The changed configuration. */
        public TandemConfig done() {
            return new TandemConfig(
                    node,
                    stateDirectory,
                    cluster,
                    vips,
                    serverName,
                    drain,
                    listeners,
                    balancers,
                    discovery,
                    registration,
                    heartbeats,
                    routes,
                    rateLimits,
                    guards,
                    sites,
                    forwardProxies,
                    errorPages,
                    errorOverride,
                    accessLog,
                    acme,
                    clientAddress,
                    clientTimeouts,
                    clientLimits,
                    admin,
                    metrics,
                    tracing,
                    balancerManager);
        }
    }
}
