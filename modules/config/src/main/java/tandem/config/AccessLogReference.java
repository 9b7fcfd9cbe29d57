package tandem.config;

import java.util.Map;
import java.util.TreeMap;
import tandem.core.log.LogFormat;
import tandem.core.log.MemberChoice;
import tandem.core.log.RequestEnd;

/** Writes docs/reference/access-log.md from the tables of {@code tandem.core.log}. */
final class AccessLogReference {
    private static final String HEAD = """
            # What a line of an access log says

            Generated from the tables of `tandem.core.log`; a test compares it. `format` of `access-log`, and `LogFormat` of an
            httpd.conf, are texts with these words; [docs/access-log.md](../access-log.md) says how to use them.

            - `%!404,503{Referer}i`, `%404,503{Referer}i`: only for answers without, or with, these statuses; else a hyphen.
            - `%%` is a percent sign, `\\t` a tab, `\\n` a new line. What has no value is a hyphen.
            - What clients and members sent is escaped as in httpd: `\\"`, `\\\\`, `\\n`, `\\x1b`; in JSON as JSON has it.

            """;

    private AccessLogReference() {}

    static String text() {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("| Word | Meaning |\n|---|---|\n");
        LogFormat.words().forEach(word -> row(text, word.shown(), word.doc()));
        text.append("\n## Why a request ended: `%{reason}X`\n\n| Word | Meaning |\n|---|---|\n");
        for (RequestEnd end : RequestEnd.values()) {
            row(text, end.word(), end.doc());
        }
        text.append("\n## Why a member was chosen: `%{choice}X`\n\n| Word | Meaning |\n|---|---|\n");
        for (MemberChoice choice : MemberChoice.values()) {
            row(text, choice.word(), choice.doc());
        }
        text.append("\n## Formats by name\n\n| Name | Format |\n|---|---|\n");
        new TreeMap<>(LogFormat.NAMED).forEach((name, format) -> row(text, name, "`" + format + "`"));
        text.append("\n## Members of a line by `format: json`\n\n| Name | Format |\n|---|---|\n");
        for (Map.Entry<String, String> field : LogFormat.jsonFields().entrySet()) {
            row(text, field.getKey(), "`" + field.getValue() + "`");
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String doc) {
        text.append("| `")
                .append(name)
                .append("` | ")
                .append(doc.replace("|", "\\|"))
                .append(" |\n");
    }
}
