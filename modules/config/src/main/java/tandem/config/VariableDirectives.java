package tandem.config;

import static tandem.config.HttpdDirective.ANYWHERE;
import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.config.RuleConfig.VariableConfig;
import tandem.core.rule.VariableRule;

/** mod_env and mod_setenvif: variables of a request. */
final class VariableDirectives {
    private static final Set<String> SWITCHES = Set.of(
            "force-proxy-request-1.0",
            "proxy-nokeepalive",
            "proxy-initial-not-pooled",
            "proxy-sendchunked",
            "proxy-sendchunks",
            "proxy-sendcl",
            "proxy-interim-response",
            "proxy-nohalfclose",
            "proxy-chain-auth",
            "proxy-flushall",
            "proxy-prefetch-nonblocking",
            "downgrade-1.0",
            "force-response-1.0",
            "nokeepalive",
            "redirect-carefully",
            "ssl-unclean-shutdown",
            "force-gzip");

    static final List<HttpdDirective> ROWS = List.of(
            carriedOut("SetEnv", ANYWHERE, 1, 2, "Gives a variable a value, after routing.", VariableDirectives::set),
            carriedOut("UnsetEnv", ANYWHERE, 1, ANY_NUMBER, "Takes variables away.", VariableDirectives::unset),
            carriedOut(
                    "PassEnv",
                    ANYWHERE,
                    1,
                    ANY_NUMBER,
                    "Gives variables the values of the environment in which the file is read.",
                    VariableDirectives::pass),
            carriedOut(
                    "SetEnvIf",
                    ANYWHERE,
                    3,
                    ANY_NUMBER,
                    "Sets variables if an attribute or field matches. no-proxy keeps a request from being proxied.",
                    call -> ifMatches(call, false)),
            carriedOut(
                    "SetEnvIfNoCase",
                    ANYWHERE,
                    3,
                    ANY_NUMBER,
                    "The same; case does not count.",
                    call -> ifMatches(call, true)),
            carriedOut(
                    "BrowserMatch",
                    ANYWHERE,
                    2,
                    ANY_NUMBER,
                    "SetEnvIf of User-Agent.",
                    call -> matches(call, "User-Agent", 0, false)),
            carriedOut(
                    "BrowserMatchNoCase",
                    ANYWHERE,
                    2,
                    ANY_NUMBER,
                    "The same; case does not count.",
                    call -> matches(call, "User-Agent", 0, true)));

    private VariableDirectives() {}

    private static void set(HttpdCall call) {
        String value = call.arguments().size() > 1 ? call.word(1) : "";
        add(call, new VariableConfig(call.word(0), value, false, "", "", false));
    }

    private static void unset(HttpdCall call) {
        call.arguments().forEach(word -> add(call, new VariableConfig(word.text(), "1", true, "", "", false)));
    }

    private static void pass(HttpdCall call) {
        for (HttpdWord word : call.arguments()) {
            String value = call.environment(word.text());
            if (value == null) {
                call.warning(word.place(), word.text() + " is not in the environment and stays unset");
            } else {
                add(call, new VariableConfig(word.text(), value, false, "", "", false));
            }
        }
    }

    private static void ifMatches(HttpdCall call, boolean ignoreCase) {
        matches(call, call.word(0), 1, ignoreCase);
    }

    private static void matches(HttpdCall call, String of, int patternAt, boolean ignoreCase) {
        String pattern = call.word(patternAt);
        for (HttpdWord word :
                call.arguments().subList(patternAt + 1, call.arguments().size())) {
            String text = word.text();
            boolean remove = text.startsWith("!");
            int equals = text.indexOf('=');
            String name = remove ? text.substring(1) : equals < 0 ? text : text.substring(0, equals);
            String value = remove || equals < 0 ? "1" : text.substring(equals + 1);
            add(call, new VariableConfig(name, value, remove, of, pattern, ignoreCase));
        }
    }

    private static void add(HttpdCall call, VariableConfig variable) {
        VariableRule.of(variable);
        if (SWITCHES.contains(variable.name().toLowerCase(Locale.ROOT)) && !variable.remove()) {
            call.warning(
                    call.place(),
                    variable.name() + " switches something of httpd's own and has no effect here but as a variable");
        }
        call.section().variables.add(variable);
    }
}
