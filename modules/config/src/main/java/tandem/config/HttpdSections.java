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
    private static final String OWN_SERVER =
            "one server for all names is; write its directives outside, or use routes with host in YAML";

    static final List<HttpdDirective> ROWS = List.of(
            read("<Proxy>", 1, "Access and parameters for targets: *, a prefix, or balancer://NAME key=value."),
            read("<Location>", 1, "ProxyPass, ProxyPassReverse and access for a path prefix."),
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
            notYet("<VirtualHost>", OWN_SERVER),
            notYet("<ProxyMatch>", "regular expressions; use <Proxy>"),
            notYet("<LocationMatch>", "regular expressions; use <Location>"),
            notYet("<If>", "conditions by request"),
            notYet("<ElseIf>", "conditions by request"),
            notYet("<Else>", "conditions by request"),
            notYet("<IfVersion>", "conditions by version; write what applies"),
            notYet("<IfFile>", "conditions by file; write what applies"),
            notYet("<IfDirective>", "write what applies"),
            notYet("<IfSection>", "write what applies"),
            notYet("<Limit>", "access by method"),
            notYet("<LimitExcept>", "access by method"),
            notYet("<RequireAny>", "several Require in a section mean the same without it"),
            notYet("<RequireAll>", "one of several Require suffices here"),
            notYet("<RequireNone>", "write which addresses may pass"),
            notYet("<Macro>", "write out what it stands for"));

    private HttpdSections() {}

    private static HttpdDirective read(String name, int least, String doc) {
        return carriedOut(name, OUTSIDE, least, ANY_NUMBER, doc, call -> {});
    }
}
