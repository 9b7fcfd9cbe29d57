package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tandem.config.HaproxyConditions.Match;

/** Carries over what a frontend, or the front half of a listen section, says: listeners and a site with routes. One use. */
final class HaproxyFrontend {
    private final HaproxyProxy proxy;
    private final ForeignDraft draft;
    private final Map<String, HaproxyProxy> backends;
    private final HaproxyConditions conditions;
    private final HaproxyListeners listeners;

    /** @param backends those that are carried over, by name */
    HaproxyFrontend(
            HaproxyProxy proxy, ForeignDraft draft, Map<String, HaproxyProxy> backends, HaproxyTlsDefaults tls) {
        this.proxy = proxy;
        this.draft = draft;
        this.backends = backends;
        this.conditions = new HaproxyConditions(proxy.all("acl"));
        this.listeners = new HaproxyListeners(proxy, draft, tls);
    }

    void carry() {
        List<String> names = listeners.carry();
        if (names.isEmpty()) {
            draft.notCarried(proxy.place(), proxy.kind() + " " + proxy.name(), "it listens at no TCP port");
            return;
        }
        timeout("timeout client", "idle");
        timeout("timeout http-request", "request-head");
        timeout("timeout http-keep-alive", "keep-alive");
        TreeDraft site = draft.site(proxy.place(), proxy.name(), names);
        fields(site);
        redirects(site);
        for (ForeignLine use : proxy.all("use_backend")) {
            routes(site, use, use.word(1), use.from(2));
        }
        proxy.last("default_backend").ifPresent(line -> routes(site, line, line.word(1), List.of()));
        if (proxy.kind().equals("listen") && proxy.last("default_backend").isEmpty()) {
            routes(site, new ForeignLine(List.of(new HttpdWord(proxy.place(), "listen"))), proxy.name(), List.of());
        }
    }

    private void timeout(String key, String name) {
        OptionalLong millis = proxy.timeout(key.substring(key.indexOf(' ') + 1));
        proxy.last(key)
                .ifPresent(line -> draft.time(line.words().getLast(), millis)
                        .ifPresent(value -> draft.clientTimeout(line.place(), name, value)));
    }

    private void routes(TreeDraft site, ForeignLine line, String backend, List<HttpdWord> condition) {
        Optional<List<Match>> matches = conditions.matches(condition);
        HaproxyProxy to = backends.get(backend);
        if (to == null) {
            draft.notCarried(
                    line.place(),
                    line.word(0),
                    "there is no backend '" + backend + "' that is carried over; write a route to one that is");
        } else if (matches.isEmpty()
                || matches.get().stream().anyMatch(match -> match.tls().isPresent())) {
            draft.notCarried(
                    line.place(),
                    line.word(0),
                    "its condition is more than hosts and paths, so these requests fall to the rules below it; write a route");
        } else {
            matches.get().forEach(match -> routes(site, line.place(), to, match));
        }
    }

    private void routes(TreeDraft site, Place place, HaproxyProxy backend, Match match) {
        boolean forwarded = proxy.last("option forwardfor").isPresent()
                || backend.last("option forwardfor").isPresent();
        for (String host : match.hosts()) {
            for (ForeignPath path : match.paths()) {
                TreeDraft route = site.item(place, "routes");
                route.text(place, "host", host)
                        .text(place, "balancer", backend.name())
                        .text(place, "via", "off");
                route.text(place, "forwarded", String.valueOf(forwarded));
                path.into(place, route);
            }
        }
    }

    private void redirects(TreeDraft site) {
        List<ForeignLine> lines = new ArrayList<>(proxy.all("http-request redirect").stream()
                .map(line -> new ForeignLine(line.from(1)))
                .toList());
        lines.addAll(proxy.all("redirect"));
        for (ForeignLine line : lines) {
            Optional<String> problem = redirect(site, line);
            problem.ifPresent(
                    why -> draft.notCarried(line.place(), "redirect", why + "; write a route with an answer"));
        }
    }

    /** Why it is not carried over. */
    private Optional<String> redirect(TreeDraft site, ForeignLine line) {
        int at = 3;
        String status = "302";
        while (line.size() > at && !line.word(at).matches("if|unless")) {
            if (!line.word(at).equals("code")) {
                return Optional.of("'" + line.word(at) + "' is not known here");
            }
            status = line.word(at + 1);
            at += 2;
        }
        Optional<List<Match>> matches = conditions.matches(line.from(at));
        if (matches.isEmpty()) {
            return Optional.of("its condition is more than hosts, paths and TLS");
        }
        if (line.word(1).equals("scheme")) {
            return scheme(line, matches.get());
        }
        boolean prefix = line.word(1).equals("prefix");
        if (!prefix && !line.word(1).equals("location") || line.word(2).indexOf('%') >= 0) {
            return Optional.of("only a prefix or a location without variables is");
        }
        for (Match match : matches.get()) {
            if (match.tls().isPresent() || prefix && !match.paths().equals(List.of(ForeignPath.ALL))) {
                return Optional.of("its condition is by TLS, or a prefix for a part of the paths");
            }
        }
        for (Match match : matches.get()) {
            for (String host : match.hosts()) {
                for (ForeignPath path : match.paths()) {
                    TreeDraft route = site.item(line.place(), "routes").text(line.place(), "host", host);
                    redirect(line, route, prefix ? ForeignPath.pattern("^(.*)$", false) : path, status);
                }
            }
        }
        return Optional.empty();
    }

    private static void redirect(ForeignLine line, TreeDraft route, ForeignPath path, String status) {
        boolean prefix = line.word(1).equals("prefix");
        String pattern = path.key().equals("path") ? "^" + ForeignPath.quoted(path.text()) : path.text();
        String location = prefix ? line.word(2).replaceAll("/$", "") + "$1" : line.word(2);
        route.text(line.place(), "pattern", pattern);
        route.in(line.place(), "answer").text(line.place(), "status", status).text(line.place(), "location", location);
    }

    private Optional<String> scheme(ForeignLine line, List<Match> matches) {
        boolean clear = matches.size() == 1
                && matches.get(0).everything()
                && !matches.get(0).tls().orElse(false);
        if (!line.word(2).equals("https") || !clear) {
            return Optional.of("only https for all that comes in clear text is");
        }
        listeners.redirectToHttps(line.place());
        return Optional.empty();
    }

    private void fields(TreeDraft site) {
        for (String message : List.of("request", "response")) {
            for (String verb : List.of("set", "add", "del")) {
                String key = "http-" + message + " " + verb + "-header";
                for (ForeignLine line : proxy.all(key)) {
                    field(site, line, message, verb);
                }
            }
        }
    }

    private void field(TreeDraft site, ForeignLine line, String message, String verb) {
        int end = verb.equals("del") ? 3 : 4;
        Optional<List<Match>> matches = conditions.matches(line.from(end));
        Optional<String> value = verb.equals("del") ? Optional.of("") : HaproxyText.value(line.word(3));
        boolean all = matches.isPresent()
                && matches.get().size() == 1
                && matches.get().get(0).everything();
        if (!all || value.isEmpty() || line.word(2).isEmpty()) {
            draft.notCarried(
                    line.place(),
                    HaproxyProxy.key(line),
                    (all ? "its value" : "its condition") + " has no counterpart; write it in sites[].rules[]."
                            + message + "-fields");
            return;
        }
        List<TreeDraft> rules = site.items("rules");
        TreeDraft rule = rules.isEmpty() ? site.item(line.place(), "rules") : rules.get(0);
        TreeDraft field = rule.item(line.place(), message + "-fields");
        field.text(line.place(), "do", verb.equals("del") ? "unset" : verb).text(line.place(), "field", line.word(2));
        if (!verb.equals("del")) {
            field.text(line.place(), "value", value.get());
        }
        matches.get()
                .get(0)
                .tls()
                .ifPresent(tls -> field.text(line.place(), "test", "%{HTTPS} == '" + (tls ? "on" : "off") + "'"));
    }
}
