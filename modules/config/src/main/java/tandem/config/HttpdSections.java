package tandem.config;

import static tandem.config.HttpdDirective.ANYWHERE;
import static tandem.config.HttpdDirective.ANY_NUMBER;
import static tandem.config.HttpdDirective.OUTSIDE;
import static tandem.config.HttpdDirective.carriedOut;
import static tandem.config.HttpdDirective.notYet;

import java.util.List;

/** The sections of an httpd.conf; {@link HttpdReader} walks them. */
final class HttpdSections {
    private static final String FILES = "No files are served, so it and its content are passed over.";

    static final List<HttpdDirective> ROWS = List.of(
            read("<Proxy>", 1, "Access and parameters for targets: *, a prefix, or balancer://NAME key=value."),
            read(
                    "<Location>",
                    1,
                    "ProxyPass, access, header fields, variables and more for a path prefix, with wild cards or ~ expression."),
            carriedOut(
                    "<IfModule>",
                    ANYWHERE,
                    1,
                    1,
                    "True for modules replaced here or named by LoadModule; ! turns it round.",
                    call -> {}),
            carriedOut("<IfDefine>", ANYWHERE, 1, 1, "True for names given by Define; ! turns it round.", call -> {}),
            HttpdDirective.accepted("<Directory>", FILES),
            HttpdDirective.accepted("<DirectoryMatch>", FILES),
            HttpdDirective.accepted("<Files>", FILES),
            HttpdDirective.accepted("<FilesMatch>", FILES),
            carriedOut(
                    "<VirtualHost>",
                    OUTSIDE,
                    1,
                    ANY_NUMBER,
                    "A site: by ServerName and ServerAlias, on the listeners of its addresses; the first is for other names.",
                    call -> {}),
            read(
                    "<ProxyMatch>",
                    1,
                    "The same for targets that an expression matches. Access rules for a part of what a ProxyPass leads to are an error."),
            read("<LocationMatch>", 1, "The same for paths that an expression matches."),
            notYet("<If>", "conditions by request; write expr= behind Header and RequestHeader, or RewriteCond"),
            notYet("<ElseIf>", "conditions by request"),
            notYet("<Else>", "conditions by request"),
            asked("<IfVersion>", 2, "Compares with " + HttpdVersion.TEXT + ", whose behaviour is given."),
            asked("<IfFile>", 2, "Whether a file exists; ! before its name turns it round."),
            asked("<IfDirective>", 1, "Whether a directive is known here; ! turns it round."),
            asked("<IfSection>", 1, "Whether a section is known here; ! turns it round."),
            notYet("<Limit>", "access by method; write Require method, or <RequireAll> with Require not method"),
            notYet("<LimitExcept>", "access by method; write Require method in <RequireAll>"),
            group("<RequireAny>", "One of its parts must be met."),
            group("<RequireAll>", "All of its parts must be met."),
            group("<RequireNone>", "None of its parts may be met."),
            carriedOut(
                    "<Macro>",
                    ANYWHERE,
                    1,
                    ANY_NUMBER,
                    "Keeps lines by a name, with parameters ($name, %name, and @name in quotes) that Use replaces; they may use other macros.",
                    call -> {}));

    private HttpdSections() {}

    private static HttpdDirective read(String name, int least, String doc) {
        return carriedOut(name, OUTSIDE, least, ANY_NUMBER, doc, call -> {});
    }

    private static HttpdDirective asked(String name, int most, String doc) {
        return carriedOut(name, ANYWHERE, 1, most, doc, call -> {});
    }

    private static HttpdDirective group(String name, String doc) {
        return carriedOut(name, ANYWHERE, 0, 0, doc, call -> {});
    }
}
