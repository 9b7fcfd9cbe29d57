package tandem.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.config.HttpdDraft.Pass;
import tandem.config.HttpdDraft.Reverse;
import tandem.core.config.AccessConfig;
import tandem.core.config.BalancerConfig;
import tandem.core.config.GuardConfig;
import tandem.core.config.ManagerPageConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.RewriteConfig;
import tandem.core.config.RouteConfig;
import tandem.core.config.RouteConfig.AnswerConfig;
import tandem.core.config.RouteConfig.Matching;
import tandem.core.config.RouteConfig.ReverseConfig;
import tandem.core.config.RuleConfig;
import tandem.core.config.RuleConfig.FieldConfig;
import tandem.core.config.RuleConfig.FieldConfig.Action;
import tandem.core.config.SiteConfig;
import tandem.core.config.SiteConfig.EncodedSlashes;
import tandem.core.config.SiteConfig.Trace;
import tandem.core.rule.RewriteRule;

/** Makes sites, routes, guards and rules of the main server and the virtual hosts of an httpd.conf. One use. */
final class SiteAssembly {
    private final HttpdBalancers balancers;
    private final Map<String, BalancerConfig> configs;
    private final Map<ServerDraft, List<PassTargets.Target>> targets;
    private final LogAssembly logs;
    private final HttpdRemoteIp remoteIp;
    private final Places places;
    private final Report report;
    private final Set<Reverse> used = new HashSet<>();
    private final Set<Reverse> seen = new HashSet<>();

    SiteAssembly(
            HttpdDraft draft,
            HttpdBalancers balancers,
            Map<String, BalancerConfig> configs,
            Map<ServerDraft, List<PassTargets.Target>> targets,
            Places places,
            Report report) {
        this.balancers = balancers;
        this.configs = configs;
        this.targets = targets;
        this.logs = new LogAssembly(draft, places, report);
        this.remoteIp = new HttpdRemoteIp(draft, places, report);
        this.places = places;
        this.report = report;
    }

    /** The site of a server with everything that is said of it. */
    SiteConfig site(ServerDraft server, String name, int index, List<String> listeners, List<String> hosts) {
        String before = "sites[" + index + "].";
        places.put("sites[" + index + "]", server.place);
        List<RouteConfig> routes = routes(server, before);
        return new SiteConfig(
                name,
                listeners,
                hosts,
                server.isMain() ? Optional.empty() : server.name,
                server.encodedSlashes.or(() -> server.main().encodedSlashes).orElse(EncodedSlashes.KEEP),
                server.trace.or(() -> server.main().trace).orElse(Trace.OFF),
                rewrites(server, before),
                rules(server, before),
                guards(server, before),
                routes,
                managerPages(server, before),
                logs.of(server, before),
                server.isMain() ? Optional.empty() : remoteIp.client(server));
    }

    /** The one site of a file without virtual hosts, if routes and guards do not say everything. */
    Optional<SiteConfig> rulesAlone(ServerDraft main) {
        SiteConfig site = new SiteConfig(
                "all",
                List.of(),
                List.of("*"),
                Optional.empty(),
                main.encodedSlashes.orElse(EncodedSlashes.KEEP),
                main.trace.orElse(Trace.OFF),
                rewrites(main, "sites[0]."),
                rules(main, "sites[0]."),
                List.of(),
                List.of(),
                managerPages(main, "sites[0]."),
                List.of());
        boolean nothing = site.rewrites().isEmpty()
                && site.managerPages().isEmpty()
                && site.rules().isEmpty()
                && site.encodedSlashes() == EncodedSlashes.KEEP
                && site.trace() == Trace.OFF;
        return nothing ? Optional.empty() : Optional.of(site);
    }

    /** The main server before the virtual host, as httpd asks them; for the main server itself once. */
    private static List<ServerDraft> both(ServerDraft server) {
        return server.isMain() ? List.of(server) : List.of(server.main(), server);
    }

    // ---- routes ----

    List<RouteConfig> routes(ServerDraft server, String before) {
        List<PassTargets.Target> ordered = new ArrayList<>();
        for (boolean location : new boolean[] {true, false}) {
            List<ServerDraft> servers = both(server);
            for (ServerDraft from : location ? servers.reversed() : servers) {
                targets.getOrDefault(from, List.of()).stream()
                        .filter(target -> target.pass().location().isPresent() == location)
                        .forEach(ordered::add);
            }
        }
        List<RouteConfig> routes = new ArrayList<>();
        for (PassTargets.Target target : ordered) {
            places.put(before + "routes[" + routes.size() + "]", target.pass().place());
            routes.add(route(server, target));
        }
        for (ServerDraft from : both(server)) {
            for (HttpdDraft.Redirect redirect : from.redirects) {
                places.put(before + "routes[" + routes.size() + "]", redirect.place());
                routes.add(redirect(redirect));
            }
        }
        return withReverses(server, routes);
    }

    private RouteConfig route(ServerDraft server, PassTargets.Target target) {
        Pass pass = target.pass();
        Optional<String> name = target.balancer().map(asked -> balancers.name(server, asked));
        return new RouteConfig(
                "*",
                "*",
                pass.pattern() ? "/" : pass.path(),
                pass.pattern() ? Optional.of(pass.path()) : Optional.empty(),
                matching(pass),
                name,
                Optional.empty(),
                target.to(),
                server.preserveHost(),
                server.addHeaders(),
                server.via(),
                name.isEmpty()
                        ? AccessConfig.EVERYBODY
                        : access(server, pass.target().text(), pass.place()),
                List.of());
    }

    private Matching matching(Pass pass) {
        Matching matching = pass.pattern() && pass.raw() ? Matching.ENCODED : Matching.DECODED;
        for (HttpdWord word : pass.parameters()) {
            if (word.key().equalsIgnoreCase("mapping")) {
                switch (word.value().toLowerCase(Locale.ROOT)) {
                    case "servlet" -> matching = Matching.SERVLET;
                    case "encoded" -> matching = Matching.ENCODED;
                    default -> report.error(word.place(), "mapping", "unknown mapping; write encoded or servlet");
                }
            }
        }
        return matching;
    }

    private static RouteConfig redirect(HttpdDraft.Redirect redirect) {
        return new RouteConfig(
                "*",
                "*",
                redirect.pattern() ? "/" : redirect.path(),
                redirect.pattern() ? Optional.of(redirect.path()) : Optional.empty(),
                Matching.DECODED,
                Optional.empty(),
                Optional.of(new AnswerConfig(redirect.status(), redirect.to())),
                Optional.empty(),
                true,
                true,
                RouteConfig.Via.OFF,
                AccessConfig.EVERYBODY,
                List.of());
    }

    /** What the last matching Proxy section says; an error where that depends on the request. */
    private AccessConfig access(ServerDraft server, String target, Place place) {
        AccessConfig access = AccessConfig.EVERYBODY;
        for (ServerDraft from : both(server)) {
            for (HttpdScope.Proxy section : from.proxySections) {
                AccessConfig rule = section.access().rule().orElse(access);
                ProxyReach reach = ProxyReach.of(section, target);
                if (reach == ProxyReach.ALL) {
                    access = rule;
                } else if (reach == ProxyReach.PART && !rule.equals(access)) {
                    report.error(
                            place,
                            section.regex() ? "ProxyMatch" : "Proxy",
                            "the access rules of " + section.pattern() + " are for a part of " + target
                                    + ", which is not carried out; write them in <Location> for the path that clients ask for");
                }
            }
        }
        return access;
    }

    private static String nameOf(String url) {
        return String.valueOf(RewriteRule.balancer(url));
    }

    // ---- mapping back ----

    private List<Reverse> reverses(ServerDraft server) {
        List<Reverse> all = new ArrayList<>();
        both(server).forEach(from -> all.addAll(from.reverses));
        seen.addAll(all);
        return all;
    }

    private ReverseConfig config(ServerDraft server, Reverse reverse) {
        if (!BalancerUrl.is(reverse.url())) {
            return new ReverseConfig(reverse.path(), reverse.url());
        }
        String asked = nameOf(reverse.url()).toLowerCase(Locale.ROOT);
        String path = reverse.url().substring(BalancerUrl.SCHEME.length() + asked.length());
        return new ReverseConfig(reverse.path(), BalancerUrl.SCHEME + balancers.name(server, asked) + path);
    }

    private List<RouteConfig> withReverses(ServerDraft server, List<RouteConfig> routes) {
        List<RouteConfig> complete = new ArrayList<>();
        for (RouteConfig route : routes) {
            List<ReverseConfig> own = new ArrayList<>();
            for (Reverse reverse : reverses(server)) {
                ReverseConfig config = config(server, reverse);
                if (concerns(config, route)) {
                    own.add(config);
                    used.add(reverse);
                }
            }
            complete.add(own.isEmpty() ? route : route.with(route.preserveHost(), route.forwarded(), route.via(), own));
        }
        return complete;
    }

    private boolean concerns(ReverseConfig reverse, RouteConfig route) {
        if (route.balancer().isEmpty()) {
            return false;
        }
        String url = reverse.url().toLowerCase(Locale.ROOT);
        if (BalancerUrl.is(url)) {
            return nameOf(url).equals(route.balancer().get());
        }
        if (url.startsWith("/")) {
            return true;
        }
        BalancerConfig balancer = configs.get(route.balancer().get());
        List<MemberConfig> members = balancer == null ? List.of() : balancer.members();
        return members.stream().anyMatch(member -> {
            String server = member.url().webScheme() + "://" + member.url().authority();
            boolean withPort = member.url().onDefaultPort()
                    && url.startsWith(server + ":" + member.url().port() + "/");
            return url.equals(server) || url.startsWith(server + "/") || withPort;
        });
    }

    /** Warns of those that no route needs. */
    void unusedReverses() {
        for (Reverse reverse : seen) {
            if (!used.contains(reverse)) {
                report.warning(
                        reverse.place(),
                        "ProxyPassReverse",
                        "no ProxyPass leads to " + reverse.url() + ", so it changes nothing");
            }
        }
    }

    // ---- rewriting, rules, guards ----

    private List<RewriteConfig> rewrites(ServerDraft server, String before) {
        if (!server.rewriteEngine) {
            if (!server.rewrites.isEmpty()) {
                report.warning(
                        server.rewrites.get(0).place(),
                        "RewriteRule",
                        "RewriteEngine On is missing, so no rule of this server holds");
            }
            return List.of();
        }
        List<RewriteConfig> rewrites = new ArrayList<>();
        for (ServerDraft.Rewrite rewrite : server.rewrites) {
            RewriteConfig config = rewrite.config();
            places.put(before + "rewrites[" + rewrites.size() + "]", rewrite.place());
            if (BalancerUrl.is(config.to())) {
                if (!access(server, config.to(), rewrite.place()).equals(AccessConfig.EVERYBODY)) {
                    report.error(
                            rewrite.place(),
                            "RewriteRule",
                            "the access rules of <Proxy> for " + config.to()
                                    + " are not carried out for P; write them in <Location>");
                }
                String asked = String.valueOf(RewriteRule.balancer(config.to()));
                String path = config.to().substring(BalancerUrl.SCHEME.length() + asked.length());
                String to = BalancerUrl.SCHEME + balancers.name(server, asked) + path;
                config = new RewriteConfig(config.pattern(), to, config.flags(), config.when());
            }
            rewrites.add(config);
        }
        return rewrites;
    }

    private List<RuleConfig> rules(ServerDraft server, String before) {
        List<RuleConfig> rules = new ArrayList<>();
        boolean proxies = server.rewriteEngine
                && server.rewrites.stream()
                        .anyMatch(rewrite -> BalancerUrl.is(rewrite.config().to()));
        List<ReverseConfig> all = new ArrayList<>();
        if (proxies) {
            reverses(server).forEach(reverse -> {
                all.add(config(server, reverse));
                used.add(reverse);
            });
        }
        maxForwards(server).ifPresent(section -> rule(section.rule(), section.place, before, rules));
        for (ServerDraft from : both(server)) {
            rule(
                    from.everywhere.ofServer(server, proxies && from == server, all),
                    from.everywhere.place,
                    before,
                    rules);
        }
        for (ServerDraft from : both(server)) {
            from.locations.forEach(section -> rule(section.rule(), section.place, before, rules));
        }
        return rules;
    }

    private static Optional<SectionDraft> maxForwards(ServerDraft server) {
        if (server.maxForwards() < 0) {
            return Optional.empty();
        }
        SectionDraft section = new SectionDraft(server.place, "/", Optional.empty());
        String most = String.valueOf(server.maxForwards());
        section.requestFields.add(new FieldConfig(Action.SETIFEMPTY, "Max-Forwards", most, "", false, false, "", ""));
        return Optional.of(section);
    }

    private void rule(Optional<RuleConfig> rule, Place place, String before, List<RuleConfig> rules) {
        rule.ifPresent(config -> {
            places.put(before + "rules[" + rules.size() + "]", place);
            rules.add(config);
        });
    }

    List<GuardConfig> guards(ServerDraft server, String before) {
        List<GuardConfig> guards = new ArrayList<>();
        for (ServerDraft from : both(server)) {
            for (SectionDraft section : from.locations) {
                section.access.rule().ifPresent(rule -> {
                    places.put(before + "guards[" + guards.size() + "]", section.place);
                    guards.add(new GuardConfig(section.path, section.pattern, rule));
                });
            }
        }
        return guards;
    }

    /** What is said of a server as a whole comes first, so that its sections win. */
    private List<ManagerPageConfig> managerPages(ServerDraft server, String before) {
        List<ManagerPageConfig> pages = new ArrayList<>();
        List<String> shown = server.isMain() ? List.of() : balancers.seenBy(server);
        for (ServerDraft from : both(server)) {
            managerPage(from.everywhere, shown, before, pages);
        }
        for (ServerDraft from : both(server)) {
            from.locations.forEach(section -> managerPage(section, shown, before, pages));
        }
        return pages;
    }

    private void managerPage(SectionDraft section, List<String> shown, String before, List<ManagerPageConfig> pages) {
        if (section.manager) {
            places.put(before + "manager-pages[" + pages.size() + "]", section.place);
            pages.add(new ManagerPageConfig(section.path, section.pattern, shown));
        }
    }
}
