package tandem.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tandem.core.text.NearestName;

/** The table of all directives that are known, carried out or not; the reference is written from it. */
final class HttpdDirectives {
    private static final Map<String, HttpdDirective> BY_NAME = index();

    private HttpdDirectives() {}

    private static Map<String, HttpdDirective> index() {
        List<HttpdDirective> rows = new ArrayList<>();
        rows.addAll(ServerDirectives.ROWS);
        rows.addAll(ClientDirectives.ROWS);
        rows.addAll(ProtocolDirectives.ROWS);
        rows.addAll(ProxyDirectives.ROWS);
        rows.addAll(ForwardDirectives.ROWS);
        rows.addAll(FtpDirectives.ROWS);
        rows.addAll(HeartbeatDirectives.ROWS);
        rows.addAll(CookieDirectives.ROWS);
        rows.addAll(FieldDirectives.ROWS);
        rows.addAll(VariableDirectives.ROWS);
        rows.addAll(DeflateDirectives.ROWS);
        rows.addAll(RewriteDirectives.ROWS);
        rows.addAll(ErrorDirectives.ROWS);
        rows.addAll(HandlerDirectives.ROWS);
        rows.addAll(HealthDirectives.ROWS);
        rows.addAll(AccessDirectives.ROWS);
        rows.addAll(TlsDirectives.ROWS);
        rows.addAll(ManagedDirectives.ROWS);
        rows.addAll(RemoteIpDirectives.ROWS);
        rows.addAll(HttpdSections.ROWS);
        rows.addAll(LogFileDirectives.ROWS);
        rows.addAll(KnownDirectives.ROWS);
        Map<String, HttpdDirective> index = new LinkedHashMap<>();
        for (HttpdDirective row : rows) {
            if (index.put(row.name().toLowerCase(Locale.ROOT), row) != null) {
                throw new IllegalStateException(row.name() + " has two rows");
            }
        }
        return Collections.unmodifiableMap(index);
    }

    static List<HttpdDirective> all() {
        return List.copyOf(BY_NAME.values());
    }

    /** @param name a directive's, or a section's in angle brackets; case does not count */
    static Optional<HttpdDirective> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
    }

    static String near(String name) {
        return NearestName.to(name, all().stream().map(HttpdDirective::name).toList())
                .map(near -> "; did you mean " + near + "?")
                .orElse("; if it does not concern balancing, remove it");
    }
}
