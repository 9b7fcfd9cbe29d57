package tandem.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A location with what holds in it: a route and rules. Immutable. */
final class NginxLocation {
    private static final Set<String> OWN = Set.of("host", "x-forwarded-for", "x-forwarded-host", "x-forwarded-server");
    private static final Set<String> OF_CONNECTIONS = Set.of("connection", "upgrade", "proxy-connection", "keep-alive");

    private final ForeignBlock block;
    private final NginxScope scope;
    private final String modifier;
    private final String uri;

    NginxLocation(ForeignBlock block, NginxScope scope) {
        this.block = block;
        this.scope = scope;
        String first = block.line().word(1);
        boolean apart = first.matches("=|\\^~|~|~\\*");
        this.modifier = apart ? first : "";
        this.uri = apart ? block.line().word(2) : first;
    }

    Place place() {
        return block.place();
    }

    boolean regex() {
        return modifier.startsWith("~");
    }

    boolean stops() {
        return modifier.equals("^~");
    }

    /** Whether it is a plain prefix that is longer than another. */
    boolean below(NginxLocation other) {
        return modifier.isEmpty() && uri.startsWith(other.uri) && uri.length() > other.uri.length();
    }

    /** Where it stands among routes that are asked in order. */
    int rank() {
        return switch (modifier) {
            case "=" -> 0;
            case "^~" -> 1;
            case "~", "~*" -> 2;
            default -> 3;
        };
    }

    /** Longer prefixes come first; expressions keep their order. */
    int shortness() {
        return regex() ? 0 : -uri.length();
    }

    private ForeignPath path() {
        return switch (modifier) {
            case "=" -> ForeignPath.exact(uri, false);
            case "~" -> ForeignPath.pattern(uri, false);
            case "~*" -> ForeignPath.pattern(uri, true);
            default -> ForeignPath.prefix(uri, false);
        };
    }

    void carry(TreeDraft site, ForeignDraft draft, NginxTargets targets, NginxReturn answers) {
        Optional<ForeignLine> answer = scope.own("return").stream().findFirst();
        Optional<ForeignLine> pass = scope.own("proxy_pass").stream().findFirst();
        if (!scope.own("rewrite").isEmpty()) {
            draft.notCarried(place(), "rewrite", "in a location; write a route with `to`, or sites[].rewrites");
        }
        if (answer.isPresent()) {
            answers.answer(answer.get(), path());
            return;
        }
        Optional<NginxTargets.Target> target = pass.flatMap(line -> targets.of(line, scope));
        TreeDraft route = site.item(place(), "routes");
        if (target.isEmpty()) {
            path().into(place(), route);
            draft.remark(
                    place(),
                    "location",
                    "passes to no member, so it is left out of what the routes below it carry: 404");
            return;
        }
        route(route, pass.orElseThrow(), target.get());
        access(route, draft);
        rules(site, draft);
    }

    private void route(TreeDraft route, ForeignLine pass, NginxTargets.Target target) {
        Place at = pass.place();
        Optional<String> to = target.path().filter(path -> !path.equals(uri));
        if (to.isPresent() && !regex() && path().key().equals("pattern") && !modifier.equals("=")) {
            route.text(place(), "pattern", "^" + ForeignPath.quoted(uri) + "(.*)$")
                    .text(at, "to", to.get() + "$1");
        } else {
            path().into(place(), route);
            to.ifPresent(path -> route.text(at, "to", path));
        }
        route.text(at, "balancer", target.balancer()).text(at, "via", "off");
        route.text(at, "preserve-host", String.valueOf(field("host").matches("\\$(http_)?host")));
        route.text(at, "forwarded", String.valueOf(!field("x-forwarded-for").isEmpty()));
        if (scope.last("proxy_redirect")
                        .filter(line -> line.word(1).equals("off"))
                        .isEmpty()
                && !regex()) {
            String path = target.path().isPresent() ? uri : "/";
            TreeDraft reverse = route.item(at, "reverse").text(at, "path", path);
            reverse.text(
                    at, "url", "balancer://" + target.balancer() + target.path().orElse("/"));
        }
    }

    /** The value that a field is set to for members; empty if it is not. */
    private String field(String name) {
        return scope.all("proxy_set_header").stream()
                .filter(line -> line.word(1).equalsIgnoreCase(name))
                .map(line -> line.word(2))
                .reduce("", (earlier, later) -> later);
    }

    private void access(TreeDraft route, ForeignDraft draft) {
        List<String> allowed = networks("allow");
        List<String> denied = networks("deny");
        if (allowed.isEmpty() && denied.isEmpty()) {
            return;
        }
        TreeDraft access = route.in(place(), "access");
        boolean onlyAllowed = denied.equals(List.of("all"));
        if (onlyAllowed) {
            access.text(place(), "order", "allow-deny").texts(place(), "allow", allowed);
        } else if (allowed.isEmpty() || allowed.equals(List.of("all"))) {
            access.texts(place(), "deny", denied);
        } else {
            access.text(place(), "require", "all denied");
            draft.notCarried(
                    place(),
                    "location",
                    "allow and deny in turns: nobody may for now; write access.require, such as all(ip 192.0.2.0/24; not ip 192.0.2.9)");
        }
    }

    private List<String> networks(String name) {
        boolean own = !scope.own("allow").isEmpty() || !scope.own("deny").isEmpty();
        NginxScope from = own ? scope : scope.around().orElse(scope);
        return from.all(name).stream().map(line -> line.word(1)).toList();
    }

    private void rules(TreeDraft site, ForeignDraft draft) {
        TreeDraft rule = new TreeDraft(place());
        for (ForeignLine line : scope.all("proxy_set_header")) {
            String name = line.word(1).toLowerCase(Locale.ROOT);
            if (!OWN.contains(name) && !OF_CONNECTIONS.contains(name)) {
                field(rule, draft, line, "request-fields", "set");
            } else if (name.equals("host") && !line.word(2).matches("\\$(http_|proxy_)?host")) {
                draft.notCarried(
                        line.place(), "proxy_set_header", "Host is the client's or the member's (preserve-host)");
            }
        }
        scope.all("add_header").forEach(line -> field(rule, draft, line, "response-fields", "add"));
        scope.last("client_max_body_size").ifPresent(line -> rule.text(line.place(), "max-body", size(line.word(1))));
        if (rule.has("request-fields") || rule.has("response-fields") || rule.has("max-body")) {
            path().into(place(), rule);
            site.item(place(), "rules").takeAll(rule);
        }
    }

    private static String size(String text) {
        return text.matches("\\d+[kKmMgG]")
                ? text.substring(0, text.length() - 1)
                        + text.substring(text.length() - 1).toUpperCase(Locale.ROOT) + "iB"
                : text + "B";
    }

    private static void field(TreeDraft rule, ForeignDraft draft, ForeignLine line, String key, String verb) {
        Optional<String> value = NginxText.value(line.word(2));
        if (value.isEmpty()) {
            draft.notCarried(
                    line.place(),
                    line.word(0),
                    "'" + line.word(2) + "' has no counterpart; write it in sites[].rules[]." + key);
            return;
        }
        TreeDraft field = rule.item(line.place(), key);
        boolean unset = value.get().isEmpty();
        field.text(line.place(), "do", unset ? "unset" : verb).text(line.place(), "field", line.word(1));
        if (!unset) {
            field.text(line.place(), "value", value.get());
        }
        if (line.word(3).equals("always")) {
            field.text(line.place(), "always", "true");
        }
    }
}
