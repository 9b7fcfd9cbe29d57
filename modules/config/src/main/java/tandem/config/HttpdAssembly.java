package tandem.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tandem.config.HttpdDraft.Pass;
import tandem.config.HttpdDraft.Reverse;
import tandem.core.config.AccessConfig;
import tandem.core.config.BalancerConfig;
import tandem.core.config.GuardConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.RouteConfig;
import tandem.core.config.RouteConfig.ReverseConfig;

/** Puts together what the directives of an httpd.conf said, in whatever order they stood. One use. */
final class HttpdAssembly {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpdDraft draft;
    private final SourceText source;
    private final Places places;
    private final Report report;
    private final PassTargets targets;

    HttpdAssembly(HttpdDraft draft, SourceText source, Places places, Report report) {
        this.draft = draft;
        this.source = source;
        this.places = places;
        this.report = report;
        this.targets = new PassTargets(draft, report);
    }

    HttpdBalancing balancing() {
        Map<String, ListenerConfig> listeners = listeners();
        List<RouteConfig> routes = routes();
        Map<String, BalancerConfig> balancers = balancers();
        return new HttpdBalancing(
                listeners,
                balancers,
                withReverses(routes, balancers),
                guards(),
                List.of(),
                draft.serverName,
                Optional.ofNullable(draft.timeout));
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

    private List<RouteConfig> routes() {
        List<Pass> ordered = new ArrayList<>();
        draft.passes.stream().filter(Pass::inLocation).forEach(pass -> ordered.add(0, pass));
        draft.passes.stream().filter(pass -> !pass.inLocation()).forEach(ordered::add);
        List<RouteConfig> routes = new ArrayList<>();
        for (Pass pass : ordered) {
            targets.of(pass).ifPresent(target -> {
                places.put("routes[" + routes.size() + "]", pass.place());
                routes.add(route(pass, target));
            });
        }
        if (routes.isEmpty() && draft.passes.isEmpty()) {
            places.put("routes", Place.whole(source));
        }
        return routes;
    }

    private RouteConfig route(Pass pass, PassTargets.Target target) {
        return new RouteConfig(
                "*",
                "*",
                pass.path(),
                target.balancer(),
                target.to(),
                draft.preserveHost,
                draft.addHeaders,
                draft.via,
                target.balancer().isEmpty()
                        ? AccessConfig.EVERYBODY
                        : access(pass.target().text()),
                List.of());
    }

    /** What the last matching Proxy section says. */
    private AccessConfig access(String target) {
        AccessConfig access = AccessConfig.EVERYBODY;
        for (HttpdScope.Proxy section : draft.proxySections) {
            Optional<AccessConfig> rule = section.access().rule(report);
            if (rule.isPresent() && matches(section.pattern(), target)) {
                access = rule.get();
            }
        }
        return access;
    }

    private static boolean matches(String pattern, String target) {
        String wanted = pattern.toLowerCase(Locale.ROOT);
        String url = target.toLowerCase(Locale.ROOT);
        if (wanted.indexOf('*') < 0 && wanted.indexOf('?') < 0) {
            return BalancerUrl.is(url) && BalancerUrl.is(wanted)
                    ? BalancerUrl.parse(url)
                            .name()
                            .equals(BalancerUrl.parse(wanted).name())
                    : url.startsWith(wanted);
        }
        StringBuilder regex = new StringBuilder();
        for (char c : wanted.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : java.util.regex.Pattern.quote(String.valueOf(c)));
        }
        return url.matches(regex.toString().replaceAll("(\\.\\*)+", ".*"));
    }

    private Map<String, BalancerConfig> balancers() {
        Duration timeout = Optional.ofNullable(draft.proxyTimeout)
                .or(() -> Optional.ofNullable(draft.timeout))
                .orElse(TIMEOUT);
        Map<String, BalancerConfig> balancers = new LinkedHashMap<>();
        draft.balancers.forEach((name, balancer) -> {
            places.put("balancers." + name, balancer.place);
            for (int i = 0; i < balancer.members.size(); i++) {
                places.put("balancers." + name + ".members[" + i + "]", balancer.members.get(i).place);
            }
            balancers.put(name, balancer.config(timeout));
        });
        return balancers;
    }

    private List<GuardConfig> guards() {
        List<GuardConfig> guards = new ArrayList<>();
        for (HttpdScope.Location location : draft.locations) {
            location.access().rule(report).ifPresent(rule -> {
                places.put("guards[" + guards.size() + "]", location.place());
                guards.add(new GuardConfig(location.path(), rule));
            });
        }
        return guards;
    }

    private List<RouteConfig> withReverses(List<RouteConfig> routes, Map<String, BalancerConfig> balancers) {
        List<List<ReverseConfig>> byRoute = new ArrayList<>();
        routes.forEach(route -> byRoute.add(new ArrayList<>()));
        for (Reverse reverse : draft.reverses) {
            boolean used = false;
            for (int i = 0; i < routes.size(); i++) {
                if (concerns(reverse, routes.get(i), balancers)) {
                    byRoute.get(i).add(new ReverseConfig(reverse.path(), reverse.url()));
                    used = true;
                }
            }
            if (!used) {
                report.warning(
                        reverse.place(),
                        "ProxyPassReverse",
                        "no ProxyPass leads to " + reverse.url() + ", so it changes nothing");
            }
        }
        List<RouteConfig> complete = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            complete.add(withReverse(routes.get(i), byRoute.get(i)));
        }
        return complete;
    }

    private static RouteConfig withReverse(RouteConfig route, List<ReverseConfig> reverse) {
        return new RouteConfig(
                route.listener(),
                route.host(),
                route.path(),
                route.balancer(),
                route.to(),
                route.preserveHost(),
                route.forwarded(),
                route.via(),
                route.access(),
                reverse);
    }

    private static boolean concerns(Reverse reverse, RouteConfig route, Map<String, BalancerConfig> balancers) {
        if (route.balancer().isEmpty()) {
            return false;
        }
        String url = reverse.url().toLowerCase(Locale.ROOT);
        if (BalancerUrl.is(url)) {
            return BalancerUrl.parse(url).name().equals(route.balancer().get());
        }
        if (url.startsWith("/")) {
            return true;
        }
        BalancerConfig balancer = balancers.get(route.balancer().get());
        List<MemberConfig> members = balancer == null ? List.of() : balancer.members();
        return members.stream().anyMatch(member -> {
            String server = "http://" + member.url().authority();
            return url.equals(server) || url.startsWith(server + "/") || url.startsWith(server + ":80/");
        });
    }
}
