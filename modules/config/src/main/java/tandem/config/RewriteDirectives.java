package tandem.config;

import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.config.HttpdDraft.Redirect;
import tandem.core.config.RewriteConfig;
import tandem.core.config.RewriteConfig.ConditionConfig;
import tandem.core.rule.RewriteRule;
import tandem.core.text.BoundedPattern;

/** mod_rewrite in a server's context, and mod_alias's redirects. */
final class RewriteDirectives {
    private static final Map<String, Integer> STATUS =
            Map.of("permanent", 301, "temp", 302, "seeother", 303, "gone", 410);

    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "RewriteEngine",
                    OUTSIDE,
                    1,
                    1,
                    "Whether this server's rules hold; not in <Location>.",
                    call -> call.server().rewriteEngine = HttpdNumbers.onOff(call.word(0), "RewriteEngine")),
            carriedOut(
                    "RewriteCond",
                    OUTSIDE,
                    2,
                    3,
                    "A condition of the next rule: expressions, =, <, >, -eq and the like, expr; not tests of files.",
                    RewriteDirectives::condition),
            carriedOut(
                    "RewriteRule",
                    OUTSIDE,
                    2,
                    3,
                    "Flags P (to a balancer or server), R, L, END, NC, QSA, QSD, F, G, E, PT, NE, C, S, N. Without P, R or PT the"
                            + " path is a file's for httpd: 404.",
                    RewriteDirectives::rule),
            carriedOut(
                    "Redirect",
                    OUTSIDE,
                    1,
                    3,
                    "Redirects what lies below a path; asked after ProxyPass, as in httpd.",
                    call -> redirect(call, Optional.empty(), false)),
            carriedOut(
                    "RedirectMatch",
                    OUTSIDE,
                    1,
                    3,
                    "The same for what an expression matches.",
                    call -> redirect(call, Optional.empty(), true)),
            carriedOut(
                    "RedirectPermanent",
                    OUTSIDE,
                    2,
                    2,
                    "Redirect permanent.",
                    call -> redirect(call, Optional.of(301), false)),
            carriedOut(
                    "RedirectTemp", OUTSIDE, 2, 2, "Redirect temp.", call -> redirect(call, Optional.of(302), false)));

    private RewriteDirectives() {}

    private static void condition(HttpdCall call) {
        List<String> flags = call.arguments().size() > 2 ? flags(call.word(2)) : List.of();
        ConditionConfig condition = new ConditionConfig(call.word(0), call.word(1), flags);
        RewriteRule.of(new RewriteConfig("^", "-", List.of(), List.of(condition)));
        call.server().conditions.add(condition);
    }

    private static void rule(HttpdCall call) {
        List<String> flags = call.arguments().size() > 2 ? flags(call.word(2)) : List.of();
        String to = target(call, flags);
        ServerDraft server = call.server();
        RewriteConfig config = new RewriteConfig(call.word(0), to, flags, List.copyOf(server.conditions));
        server.conditions.clear();
        RewriteRule.of(config);
        server.rewrites.add(new ServerDraft.Rewrite(call.place(), config));
    }

    /** What P leads to a server becomes the balancer of that server. */
    private static String target(HttpdCall call, List<String> flags) {
        String to = call.word(1);
        boolean proxied = flags.stream().anyMatch(flag -> flag.equalsIgnoreCase("P") || flag.equalsIgnoreCase("proxy"));
        if (!proxied || BalancerUrl.is(to) || !to.contains("://")) {
            return to;
        }
        int slash = to.indexOf('/', to.indexOf("://") + 3);
        String server = slash < 0 ? to : to.substring(0, slash);
        if (server.indexOf('$') >= 0 || server.indexOf('%') >= 0) {
            throw new IllegalArgumentException("'" + server
                    + "': a server that the request names is not carried out; it would be open to any server");
        }
        BalancerDraft balancer = PassTargets.single(call.server(), call.place(), server);
        return BalancerUrl.SCHEME + balancer.name + (slash < 0 ? "/" : to.substring(slash));
    }

    private static List<String> flags(String text) {
        if (!text.startsWith("[") || !text.endsWith("]")) {
            throw new IllegalArgumentException("'" + text + "' is not [FLAGS]");
        }
        return Arrays.stream(text.substring(1, text.length() - 1).split(","))
                .map(String::trim)
                .filter(flag -> !flag.isEmpty())
                .toList();
    }

    private static void redirect(HttpdCall call, Optional<Integer> given, boolean pattern) {
        List<String> words =
                new ArrayList<>(call.arguments().stream().map(HttpdWord::text).toList());
        int status = given.orElse(302);
        if (given.isEmpty() && !words.get(0).startsWith("/") && (words.size() == 3 || isStatus(words.get(0)))) {
            status = status(words.remove(0));
        }
        boolean elsewhere = status >= 300 && status <= 399;
        if (words.size() != (elsewhere ? 2 : 1)) {
            throw new IllegalArgumentException(
                    elsewhere ? "takes a path and a URL" : "with status " + status + " takes a path and no URL");
        }
        if (pattern) {
            BoundedPattern.compile(words.get(0), false);
        }
        Optional<String> to = elsewhere ? Optional.of(words.get(1)) : Optional.empty();
        call.server().redirects.add(new Redirect(call.place(), words.get(0), pattern, status, to));
    }

    private static boolean isStatus(String word) {
        return STATUS.containsKey(word.toLowerCase(Locale.ROOT)) || word.matches("\\d{3}");
    }

    private static int status(String word) {
        Integer named = STATUS.get(word.toLowerCase(Locale.ROOT));
        if (named == null && !word.matches("[345]\\d\\d")) {
            throw new IllegalArgumentException("'" + word + "' is not permanent, temp, seeother, gone or a status");
        }
        return named == null ? Integer.parseInt(word) : named;
    }
}
