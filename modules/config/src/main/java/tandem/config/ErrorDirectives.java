package tandem.config;

import static tandem.config.HttpdDirective.ANYWHERE;
import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.carriedOut;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tandem.config.HttpdDirective.HttpdCall;
import tandem.core.config.ErrorOverride;
import tandem.core.config.ErrorPageConfig;
import tandem.core.config.ErrorStatus;

/** What clients see of errors. */
final class ErrorDirectives {
    static final List<HttpdDirective> ROWS = List.of(
            carriedOut(
                    "ErrorDocument",
                    ANYWHERE,
                    2,
                    ANY_NUMBER,
                    "A text, a URL to redirect to, or default; a path is read once from DocumentRoot if it is there.",
                    ErrorDirectives::document),
            carriedOut(
                    "ProxyErrorOverride",
                    ANYWHERE,
                    1,
                    ANY_NUMBER,
                    "Shows this node's page in place of a member's error: Off, On, On with status codes.",
                    ErrorDirectives::override));

    private ErrorDirectives() {}

    private static void document(HttpdCall call) {
        int status = HttpdNumbers.integer(call.word(0), 400, 599, "ErrorDocument is for a status in 400..599");
        String text = call.arguments().subList(1, call.arguments().size()).stream()
                .map(HttpdWord::text)
                .collect(Collectors.joining(" "));
        SectionDraft section = call.section();
        section.errorPages.removeIf(page -> page.status().equals(ErrorStatus.of(status)));
        if (text.equalsIgnoreCase("default")) {
            section.errorPages.add(new ErrorPageConfig(status, "", Optional.empty()));
        } else if (text.matches("(?i)https?://\\S+")) {
            section.errorPages.add(new ErrorPageConfig(status, "", Optional.of(text)));
        } else if (text.startsWith("/")) {
            call.server().errorPaths.add(new ServerDraft.ErrorPath(call.place(), status, text, section));
        } else {
            section.errorPages.add(new ErrorPageConfig(status, text, Optional.empty()));
        }
    }

    private static void override(HttpdCall call) {
        String first = call.word(0);
        List<HttpdWord> codes = call.arguments().subList(1, call.arguments().size());
        boolean on = first.equalsIgnoreCase("on");
        if (!on && !first.equalsIgnoreCase("off") || !on && !codes.isEmpty()) {
            throw new IllegalArgumentException("ProxyErrorOverride first parameter must be one of: off | on");
        }
        String text = codes.stream().map(HttpdWord::text).collect(Collectors.joining(" "));
        call.section().errorOverride = Optional.of(ErrorOverride.parse(!on ? "off" : codes.isEmpty() ? "all" : text));
    }
}
