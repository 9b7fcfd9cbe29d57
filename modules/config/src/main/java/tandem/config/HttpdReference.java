package tandem.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Writes docs/reference/httpd-directives.md from the tables that carry the directives out. */
final class HttpdReference {
    private static final String HEAD = """
            # What Tandem makes of an httpd.conf

            Generated from the directive tables of `tandem.config`; a test compares it. An unknown directive is an error with the
            nearest known name. *same* is carried out as httpd does it, *better* without a trap that httpd has. *no effect* means that
            the file is read as if the line were not there; where that could be missed, a warning names it. *error* is refused by name.

            Numbers must be whole: httpd takes the digits at the beginning and drops the rest unseen, here the rest is an error.
            Where a member has no `connectiontimeout`, a connection may take 3 s.

            """;

    private HttpdReference() {}

    static String text() {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("## Directives\n\n| Directive | Tandem | Meaning |\n|---|---|---|\n");
        List<HttpdDirective> rows = HttpdDirectives.all().stream()
                .sorted(Comparator.comparing(HttpdDirective::status)
                        .thenComparing(row -> row.name().toLowerCase(Locale.ROOT)))
                .toList();
        rows.forEach(row -> row(text, row.name(), row.status(), row.doc()));
        text.append("\n## Parameters of a balancer\n\n| Parameter | Tandem | Meaning |\n|---|---|---|\n");
        BalancerParameters.ROWS.forEach(row -> row(text, row.name(), row.status(), row.doc()));
        text.append("\n## Parameters of a member\n\n| Parameter | Tandem | Meaning |\n|---|---|---|\n");
        MemberParameters.ROWS.forEach(row -> row(text, row.name(), row.status(), row.doc()));
        return text.toString();
    }

    private static void row(StringBuilder text, String name, HttpdStatus status, String doc) {
        text.append("| `").append(name).append("` | ").append(status.words()).append(" | ");
        text.append(doc.replace("|", "\\|").replace("<", "\\<")).append(" |\n");
    }
}
