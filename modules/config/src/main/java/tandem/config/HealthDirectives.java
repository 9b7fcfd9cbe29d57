package tandem.config;

import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.List;
import java.util.stream.Collectors;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.health.Expectation;

/** mod_proxy_hcheck's directives. */
final class HealthDirectives {
    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "ProxyHCExpr",
                    OUTSIDE,
                    2,
                    ANY_NUMBER,
                    "Names a condition on the answers to probes: status, headers, body.",
                    HealthDirectives::expression),
            carriedOut(
                    "ProxyHCTemplate",
                    OUTSIDE,
                    2,
                    ANY_NUMBER,
                    "Names parameters of probes; TCP every 30 s if it says nothing else.",
                    HealthDirectives::template));

    private HealthDirectives() {}

    private static void expression(HttpdCall call) {
        String text = call.arguments().stream()
                .skip(1)
                .map(HttpdWord::text)
                .collect(Collectors.joining(" "))
                .strip();
        if (text.startsWith("{") && text.endsWith("}")) {
            text = text.substring(1, text.length() - 1);
        }
        call.draft().health.define(name(call.word(0)), Expectation.parse(text));
    }

    private static String name(String name) {
        return HttpdNumbers.atMost(name, 15, "the name of an expression must be < 16 characters");
    }

    private static void template(HttpdCall call) {
        HealthDraft template = new HealthDraft();
        for (HttpdWord word : call.arguments().subList(1, call.arguments().size())) {
            if (word.isParameter()) {
                HttpdParameter.apply(HealthParameters.ROWS, "health check", word, template, call.report());
            } else {
                call.error(
                        word.place(), "Invalid ProxyHCTemplate parameter. Parameter must be in the form 'key=value'");
            }
        }
        call.draft().health.define(call.word(0), template);
    }
}
