package tandem.config;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import tandem.core.config.AccessConfig;
import tandem.core.config.GuardConfig;
import tandem.core.config.ManagerPageConfig;
import tandem.core.config.MatchConfig;
import tandem.core.config.RewriteConfig;
import tandem.core.config.RouteConfig;
import tandem.core.config.RuleConfig;
import tandem.core.config.SiteConfig;
import tandem.core.config.TandemConfig;
import tandem.core.rule.FieldRule;
import tandem.core.rule.RewriteRule;
import tandem.core.rule.VariableRule;
import tandem.core.text.BoundedPattern;
import tandem.core.text.NearestName;
import tandem.core.text.PathPrefix;

/** Routes, guards, sites and their rules: names that lead nowhere, paths, expressions that cannot be read. */
final class RouteChecks {
    private final TandemConfig config;
    private final Places places;
    private final Report report;

    RouteChecks(TandemConfig config, Places places, Report report) {
        this.config = config;
        this.places = places;
        this.report = report;
    }

    void check() {
        routes("", config.routes());
        guards("", config.guards());
        Set<String> names = new HashSet<>();
        boolean routed = !config.routes().isEmpty();
        for (int i = 0; i < config.sites().size(); i++) {
            SiteConfig site = config.sites().get(i);
            String key = "sites[" + i + "]";
            if (!names.add(site.name())) {
                error(key + ".name", "'" + site.name() + "' is already the name of another site");
            }
            site(key, site);
            routed |= !site.routes().isEmpty() || !site.rewrites().isEmpty();
        }
        if (!routed) {
            String key = "routes";
            report.warning(places.of(key), key, "no route is given: every request is answered with 404");
        }
    }

    private void site(String key, SiteConfig site) {
        site.listeners()
                .forEach(listener -> known(
                        key + ".listeners",
                        listener,
                        "listener",
                        config.listeners().keySet()));
        site.hosts().forEach(host -> host(key + ".hosts", host));
        routes(key + ".", site.routes());
        guards(key + ".", site.guards());
        for (int i = 0; i < site.managerPages().size(); i++) {
            managerPage(key + ".manager-pages[" + i + "]", site.managerPages().get(i), site);
        }
        for (int i = 0; i < site.rewrites().size(); i++) {
            rewrite(key + ".rewrites[" + i + "]", site.rewrites().get(i));
        }
        for (int i = 0; i < site.rules().size(); i++) {
            rule(key + ".rules[" + i + "]", site.rules().get(i));
        }
    }

    private void rewrite(String key, RewriteConfig rewrite) {
        if (!readable(key, () -> RewriteRule.of(rewrite))) {
            return;
        }
        String to = rewrite.to();
        boolean proxies = RewriteRule.of(rewrite).proxies() && BalancerUrl.is(to);
        if (proxies) {
            known(
                    key + ".to",
                    String.valueOf(RewriteRule.balancer(to)),
                    "balancer",
                    config.balancers().keySet());
        } else if (RewriteRule.of(rewrite).leadsToFile(to)) {
            report.warning(
                    places.of(key),
                    key,
                    "without P, R or PT '" + to
                            + "' names a file for httpd, and none are served: 404. Routes follow with PT");
        }
    }

    private void rule(String key, RuleConfig rule) {
        path(key + ".path", rule.path());
        rule.pattern().ifPresent(pattern -> readable(key + ".pattern", () -> BoundedPattern.compile(pattern, false)));
        for (int i = 0; i < rule.variables().size(); i++) {
            RuleConfig.VariableConfig variable = rule.variables().get(i);
            readable(key + ".variables[" + i + "]", () -> VariableRule.of(variable));
        }
        fields(key + ".request-fields", rule.requestFields());
        fields(key + ".response-fields", rule.responseFields());
        for (int i = 0; i < rule.reverse().size(); i++) {
            path(key + ".reverse[" + i + "].path", rule.reverse().get(i).path());
        }
    }

    private void fields(String key, List<RuleConfig.FieldConfig> fields) {
        for (int i = 0; i < fields.size(); i++) {
            RuleConfig.FieldConfig field = fields.get(i);
            readable(key + "[" + i + "]", () -> FieldRule.of(field));
        }
    }

    private boolean readable(String key, Supplier<?> reading) {
        try {
            Object _ = reading.get();
            return true;
        } catch (IllegalArgumentException e) {
            error(key, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void guards(String before, List<GuardConfig> guards) {
        for (int i = 0; i < guards.size(); i++) {
            String key = before + "guards[" + i + "]";
            path(key + ".path", guards.get(i).path());
            guards.get(i)
                    .pattern()
                    .ifPresent(pattern -> readable(key + ".pattern", () -> BoundedPattern.compile(pattern, false)));
        }
    }

    private void match(String key, MatchConfig match) {
        if (match.header().isEmpty() && match.cookie().isEmpty()) {
            error(key, "asks for nothing; write header or cookie, such as header: {X-Canary: \"1\"}");
        }
        match.header().keySet().stream()
                .filter(name -> !name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}"))
                .forEach(name -> error(key + ".header", "'" + name + "' is no name of a field"));
        match.cookie().keySet().stream()
                .filter(name -> !name.matches("[^\\s;,=\"]{1,200}"))
                .forEach(name -> error(key + ".cookie", "'" + name + "' is no name of a cookie"));
    }

    private void routes(String before, List<RouteConfig> routes) {
        for (int i = 0; i < routes.size(); i++) {
            RouteConfig route = routes.get(i);
            String key = before + "routes[" + i + "]";
            if (!route.listener().equals("*")) {
                known(
                        key + ".listener",
                        route.listener(),
                        "listener",
                        config.listeners().keySet());
            }
            route.balancer()
                    .ifPresent(balancer -> known(
                            key + ".balancer",
                            balancer,
                            "balancer",
                            config.balancers().keySet()));
            if (route.balancer().isPresent() && route.answer().isPresent()) {
                error(key + ".answer", "cannot stand beside balancer; a route leads to one of them");
            }
            route.match().ifPresent(match -> match(key + ".match", match));
            path(key + ".path", route.path());
            route.pattern()
                    .ifPresent(pattern -> readable(key + ".pattern", () -> BoundedPattern.compile(pattern, false)));
            host(key + ".host", route.host());
            for (int j = 0; j < route.reverse().size(); j++) {
                path(key + ".reverse[" + j + "].path", route.reverse().get(j).path());
            }
        }
    }

    private void managerPage(String key, ManagerPageConfig page, SiteConfig site) {
        path(key + ".path", page.path());
        page.pattern().ifPresent(pattern -> readable(key + ".pattern", () -> BoundedPattern.compile(pattern, false)));
        page.balancers()
                .forEach(balancer -> known(
                        key + ".balancers",
                        balancer,
                        "balancer",
                        config.balancers().keySet()));
        if (!guarded(page, config.guards()) && !guarded(page, site.guards())) {
            report.warning(
                    places.of(key),
                    key,
                    "whoever reaches this listener may change members at " + page.path()
                            + "; say who may, for example Require ip 192.0.2.0/24 (a guard)");
        }
    }

    private static boolean guarded(ManagerPageConfig page, List<GuardConfig> guards) {
        return guards.stream()
                .anyMatch(guard -> !guard.access().equals(AccessConfig.EVERYBODY)
                        && (guard.pattern().isPresent() || new PathPrefix(guard.path()).match(page.path()) >= 0));
    }

    private void known(String key, String name, String what, Collection<String> names) {
        if (names.contains(name)) {
            return;
        }
        String known = names.isEmpty()
                ? "; there is none"
                : NearestName.to(name, names)
                        .filter(near -> !near.isEmpty())
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; there is " + String.join(", ", names));
        error(key, "there is no " + what + " named '" + name + "'" + known);
    }

    private void path(String key, String path) {
        if (!path.startsWith("/")) {
            error(key, "'" + path + "' does not begin with a slash");
        }
    }

    private void host(String key, String host) {
        boolean wild = host.equals("*") || host.startsWith("*.");
        if (host.isEmpty() || host.indexOf('*', wild ? 1 : 0) >= 0 || host.indexOf('/') >= 0) {
            error(key, "'" + host + "' is not a host name, *.NAME or *");
        }
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }
}
