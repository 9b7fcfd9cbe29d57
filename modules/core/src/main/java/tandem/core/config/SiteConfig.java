package tandem.core.config;

import java.util.List;
import java.util.Optional;

/**
 * What is configured for some of the host names on some of the listeners (Apache's VirtualHost). A request has at most one site:
 * the first in the file with its listener that names its host, else the first for every host. Routes and guards outside of sites hold for every request and are
 * asked first.
 */
public record SiteConfig(
        @Key(doc = "The site's name, unique.", example = "shop")
        String name,

        @Key(doc = "Names of its listeners; empty: all.", fallback = "")
        List<String> listeners,

        @Key(
                doc = "Hosts that clients ask for, *.NAME for every name below, * for all (ServerName, ServerAlias).",
                fallback = "[\"*\"]")
        List<String> hosts,

        @Key(
                doc = "The name it gives itself in X-Forwarded-Server, Via and redirects; default: server-name.",
                fallback = "",
                example = "www.example.com")
        Optional<String> serverName,

        @Key(
                doc =
                        "What happens to %2F in a path: keep: passed on and no segment border; decode: it is a slash; refuse: 404"
                                + " (AllowEncodedSlashes).",
                fallback = "keep")
        EncodedSlashes encodedSlashes,

        @Key(
                doc =
                        "TRACE: off: 405; on: passed on to the member unless it has a body; extended: passed on (TraceEnable).",
                fallback = "off")
        Trace trace,

        @Key(doc = "Rewriting of requests before routing, in order (RewriteRule).", fallback = "")
        List<RewriteConfig> rewrites,

        @Key(
                doc =
                        "Variables, header fields, error pages and more, by path; all that match hold, in order (Location).",
                fallback = "")
        List<RuleConfig> rules,

        @Key(doc = "Access rules by path; of those that match, the last decides.", fallback = "")
        List<GuardConfig> guards,

        @Key(doc = "Which requests go where; tried in order after the routes outside of sites.", fallback = "")
        List<RouteConfig> routes,

        @Key(
                doc = "Where the balancer-manager is, for requests that no route leads to a member; the guards hold"
                        + " (SetHandler balancer-manager).",
                fallback = "")
        List<ManagerPageConfig> managerPages,

        @Key(
                doc = "Files with a line for each of its requests, in place of those outside of sites (CustomLog).",
                fallback = "",
                lone = true)
        List<AccessLogConfig> accessLog,

        @Key(
                doc = "Which proxies in front are believed about the client, in place of what holds outside of sites.",
                fallback = "",
                example = "{internal-proxies: [192.0.2.0/28]}")
        Optional<ClientAddressConfig> clientAddress) {

    /** Every request, and nothing changed. */
    public static final SiteConfig NONE = new SiteConfig(
            "none",
            List.of(),
            List.of("*"),
            Optional.empty(),
            EncodedSlashes.KEEP,
            Trace.OFF,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    /** One that believes the proxies which are believed outside of sites. */
    public SiteConfig(
            String name,
            List<String> listeners,
            List<String> hosts,
            Optional<String> serverName,
            EncodedSlashes encodedSlashes,
            Trace trace,
            List<RewriteConfig> rewrites,
            List<RuleConfig> rules,
            List<GuardConfig> guards,
            List<RouteConfig> routes,
            List<ManagerPageConfig> managerPages,
            List<AccessLogConfig> accessLog) {
        this(
                name,
                listeners,
                hosts,
                serverName,
                encodedSlashes,
                trace,
                rewrites,
                rules,
                guards,
                routes,
                managerPages,
                accessLog,
                Optional.empty());
    }

    public SiteConfig {
        listeners = List.copyOf(listeners);
        hosts = List.copyOf(hosts);
        rewrites = List.copyOf(rewrites);
        rules = List.copyOf(rules);
        guards = List.copyOf(guards);
        routes = List.copyOf(routes);
        managerPages = List.copyOf(managerPages);
        accessLog = List.copyOf(accessLog);
    }

    /** The same with these rules. */
    public SiteConfig withRules(List<RuleConfig> others) {
        return new SiteConfig(
                name,
                listeners,
                hosts,
                serverName,
                encodedSlashes,
                trace,
                rewrites,
                others,
                guards,
                routes,
                managerPages,
                accessLog,
                clientAddress);
    }

    /** What happens to an encoded slash in a path. */
    public enum EncodedSlashes {
        KEEP,
        DECODE,
        REFUSE
    }

    /** What happens to TRACE. */
    public enum Trace {
        OFF,
        ON,
        EXTENDED
    }
}
