package tandem.config;

import static tandem.config.HttpdDirective.ANYWHERE;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.ArrayList;
import java.util.List;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.config.RuleConfig.ReplacementConfig;

/** How cookies of members are mapped back. */
final class CookieDirectives {
    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "ProxyPassReverseCookieDomain",
                    ANYWHERE,
                    2,
                    3,
                    "Replaces a domain in Set-Cookie that begins with the first word.",
                    call -> add(call, call.section().cookieDomains)),
            carriedOut(
                    "ProxyPassReverseCookiePath",
                    ANYWHERE,
                    2,
                    3,
                    "Replaces a path in Set-Cookie that begins with the first word.",
                    call -> add(call, call.section().cookiePaths)));

    private CookieDirectives() {}

    private static void add(HttpdCall call, List<ReplacementConfig> into) {
        List<HttpdWord> words = new ArrayList<>(call.arguments());
        words.removeIf(word -> word.is("interpolate"));
        if (words.size() != 2) {
            throw new IllegalArgumentException("takes what members say and what clients see");
        }
        into.add(new ReplacementConfig(words.get(0).text(), words.get(1).text()));
    }
}
