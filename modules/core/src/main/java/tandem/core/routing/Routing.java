package tandem.core.routing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Balancer;
import tandem.core.config.AccessConfig;
import tandem.core.config.ManagerPageConfig;
import tandem.core.config.Requirement;
import tandem.core.config.RouteConfig;
import tandem.core.config.SiteConfig.EncodedSlashes;
import tandem.core.config.SiteConfig.Trace;
import tandem.core.rule.Escapes;
import tandem.core.rule.RequestFacts;
import tandem.core.rule.Rewritten;
import tandem.core.rule.Visit;

/** One request's way through its site. One use, one thread. */
final class Routing {
    private static final String NOWHERE = "no route matches this request";
    private static final String EXCLUDED = "this path is excluded from balancing";
    private static final String NO_CONTEXT = "no member has registered an application at this path";
    private static final String FORBIDDEN = "the access rules do not permit this client here";
    // What Apache's SetEnvIf sets to keep a request from being proxied.
    private static final String NO_PROXY = "no-proxy";

    private final Site site;
    private final String listener;
    private final String host;
    private final RequestFacts facts;
    private final Map<String, Balancer> balancers;
    private @Nullable Visit visit;

    Routing(Site site, String listener, String host, RequestFacts facts, Map<String, Balancer> balancers) {
        this.site = site;
        this.listener = listener;
        this.host = host;
        this.facts = facts;
        this.balancers = balancers;
    }

    Routed route(RequestPath asked) {
        try {
            if (site.encodedSlashes != EncodedSlashes.KEEP && asked.hasEncodedSlash()) {
                return site.encodedSlashes == EncodedSlashes.REFUSE
                        ? new Routed.Answer(404, "the path has an encoded slash")
                        : visited(asked.withSlashes());
            }
            return visited(asked);
        } catch (RequestPath.BadPath e) {
            return new Routed.Answer(400, e.reason(), null, visit);
        }
    }

    private Routed visited(RequestPath asked) throws RequestPath.BadPath {
        if (site.rules.nothing()) {
            Routed refused = trace();
            return refused == null ? guarded(asked) : refused;
        }
        Visit walk = new Visit(site.rules, facts, asked.decoded(), asked.query());
        visit = walk;
        Rewritten rewritten = walk.rewrite();
        RequestPath path = rewritten instanceof Rewritten.Path changed
                ? RequestPath.rewritten(changed.path(), changed.query())
                : asked;
        walk.arrive(path.decoded(), path.query());
        Routed refused = trace();
        if (refused != null) {
            return refused;
        }
        return switch (rewritten) {
            case Rewritten.Answer answer ->
                new Routed.Answer(answer.status(), "the rewriting rules say so", answer.location(), walk);
            case Rewritten.Proxied proxied -> proxied(proxied, path);
            case Rewritten.Path changed -> guarded(path);
            case Rewritten.Unchanged unchanged -> guarded(path);
        };
    }

    private @Nullable Routed trace() {
        if (site.trace == Trace.EXTENDED || !facts.method().equals("TRACE")) {
            return null;
        }
        if (site.trace == Trace.OFF) {
            return answer(405, "TRACE is not carried out here");
        }
        boolean body = facts.field("Content-Length") != null || facts.field("Transfer-Encoding") != null;
        return body ? answer(413, "TRACE has no body here") : null;
    }

    private Requirement.Asker asker(RequestPath path) {
        Visit walk = visit;
        return walk == null ? new PlainAsker(facts, path.decoded()) : walk;
    }

    private Routed answer(int status, String reason) {
        return new Routed.Answer(status, reason, null, visit);
    }

    private Routed proxied(Rewritten.Proxied proxied, RequestPath path) {
        Balancer balancer = balancers.get(proxied.balancer());
        if (!site.guards.permit(path.decoded(), asker(path))) {
            return answer(403, FORBIDDEN);
        }
        if (balancer == null) {
            return answer(500, "rewriting led to a balancer that there is not");
        }
        String to = proxied.raw() ? Escapes.noControls(proxied.path()) : Escapes.path(proxied.path());
        String query = proxied.query().isEmpty() ? "" : "?" + Escapes.noControls(proxied.query());
        return forward(REWRITTEN, balancer, to + query);
    }

    private static final RouteConfig REWRITTEN = new RouteConfig(
            "*",
            "*",
            "/",
            Optional.empty(),
            Optional.empty(),
            true,
            true,
            RouteConfig.Via.ON,
            AccessConfig.EVERYBODY,
            List.of());

    private Routed guarded(RequestPath path) {
        if (!site.guards.nothing() && !site.guards.permit(path.decoded(), asker(path))) {
            return answer(403, FORBIDDEN);
        }
        Visit walk = visit;
        if (walk != null && walk.variable(NO_PROXY) != null) {
            return unproxied(path, EXCLUDED);
        }
        List<Route> routes = site.routes;
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            String to = route.lead(listener, host, path, facts);
            if (to != null) {
                return along(route, to, path);
            }
        }
        return unproxied(path, NOWHERE);
    }

    // As in Apache, ProxyPass wins over SetHandler: what is proxied never comes to a page of this node.
    private Routed unproxied(RequestPath path, String reason) {
        ManagerPageConfig page = site.managerPages.at(path.decoded());
        return page == null ? answer(404, reason) : new Routed.Manager(page, visit);
    }

    private Routed along(Route route, String to, RequestPath path) {
        Optional<RouteConfig.AnswerConfig> own = route.config().answer();
        if (own.isPresent()) {
            String location = own.get().location().isPresent() ? absolute(to) : null;
            return new Routed.Answer(own.get().status(), "the configuration answers this path itself", location, visit);
        }
        Balancer balancer = route.balancerOrNull();
        if (balancer == null) {
            return unproxied(path, EXCLUDED);
        }
        AccessConfig access = route.config().access();
        if (access != AccessConfig.EVERYBODY && !access.permits(asker(path))) {
            return answer(403, FORBIDDEN);
        }
        return forward(route.config(), balancer, to);
    }

    private String absolute(String to) {
        if (!to.startsWith("/")) {
            return to;
        }
        String authority = facts.authority().isEmpty() ? host : facts.authority();
        return (facts.secure() ? "https://" : "http://") + authority + to;
    }

    private Routed forward(RouteConfig config, Balancer balancer, String to) {
        Visit walk = visit;
        Balancer whose = balancer.shifting() ? shifted(balancer) : balancer;
        if (!Contexts.serves(whose, to)) {
            return answer(404, NO_CONTEXT);
        }
        RouteConfig effective = walk == null ? config : walk.effective(config);
        return new Routed.Forward(effective, Contexts.of(whose, to), to, walk, site.serverName);
    }

    /** The balancer to which a part of this one's clients is shifted, if this is one of them. */
    private Balancer shifted(Balancer balancer) {
        Balancer other = balancers.get(balancer.shiftsTo());
        return other != null && balancer.shifts(facts, other) ? other : balancer;
    }

    private record PlainAsker(RequestFacts facts, String decodedPath) implements Requirement.Asker {
        @Override
        public java.net.InetAddress client() {
            return facts.client();
        }

        @Override
        public String method() {
            return facts.method();
        }

        @Override
        public @Nullable String variable(String name) {
            return null;
        }

        @Override
        public @Nullable String field(String name) {
            return facts.field(name);
        }
    }
}
