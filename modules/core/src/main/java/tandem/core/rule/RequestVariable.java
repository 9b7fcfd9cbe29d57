package tandem.core.rule;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A variable that {@code %{NAME}} names in rewriting and expressions. Immutable. */
final class RequestVariable {
    private static final Set<String> KNOWN = Set.of(
            "HTTP_HOST",
            "HTTP_USER_AGENT",
            "HTTP_REFERER",
            "HTTP_COOKIE",
            "HTTP_ACCEPT",
            "HTTP_FORWARDED",
            "HTTP_PROXY_CONNECTION",
            "REQUEST_METHOD",
            "REQUEST_URI",
            "REQUEST_FILENAME",
            "REQUEST_SCHEME",
            "REQUEST_STATUS",
            "QUERY_STRING",
            "THE_REQUEST",
            "SERVER_NAME",
            "SERVER_PORT",
            "SERVER_PROTOCOL",
            "REMOTE_ADDR",
            "REMOTE_HOST",
            "CONTENT_TYPE",
            "HTTPS",
            "IPV6",
            "PATH_INFO");

    /** What {@link RequestFacts#tls} may be asked, and whether there is TLS. */
    private static final Set<String> TLS = Set.of(
            "HTTPS",
            "SSL_CIPHER",
            "SSL_CIPHER_ALGKEYSIZE",
            "SSL_CIPHER_EXPORT",
            "SSL_CIPHER_USEKEYSIZE",
            "SSL_COMPRESS_METHOD",
            "SSL_PROTOCOL",
            "SSL_SESSION_ID",
            "SSL_SESSION_RESUMED",
            "SSL_TLS_SNI");

    /** What a client's certificate says. */
    private static final String OF_CLIENT = "SSL_CLIENT_";

    private final String kind;
    private final String name;

    private RequestVariable(String kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /** @throws IllegalArgumentException if nothing has this name */
    static void demand(String text) {
        of(text);
    }

    /** @throws IllegalArgumentException if nothing has this name */
    static RequestVariable of(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            String name = text.toUpperCase(Locale.ROOT);
            if (name.startsWith("SSL_")) {
                return tls(text, name);
            }
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("%{" + text + "} is not a variable known here");
            }
            return new RequestVariable("", name);
        }
        String kind = text.substring(0, colon).toUpperCase(Locale.ROOT);
        if (!Set.of("ENV", "HTTP", "SSL", "REQ").contains(kind)) {
            throw new IllegalArgumentException("%{" + text + "} is not carried out; known are ENV:, HTTP: and SSL:");
        }
        return kind.equals("SSL")
                ? tls(text, text.substring(colon + 1).toUpperCase(Locale.ROOT))
                : new RequestVariable(kind, text.substring(colon + 1));
    }

    private static RequestVariable tls(String text, String name) {
        if (!TLS.contains(name) && !name.startsWith(OF_CLIENT)) {
            throw new IllegalArgumentException("%{" + text + "} is not known of a TLS connection here; known are "
                    + String.join(", ", TLS.stream().sorted().toList()));
        }
        return new RequestVariable(name.equals("HTTPS") ? "" : "SSL", name);
    }

    /** Its text for a request; empty where it has none. */
    String text(Visit visit) {
        String value = value(visit);
        return value == null ? "" : value;
    }

    private @Nullable String value(Visit visit) {
        RequestFacts facts = visit.facts();
        return switch (kind) {
            case "ENV" -> visit.variable(name);
            case "HTTP", "REQ" -> facts.field(name);
            case "SSL" -> facts.tls(name);
            default -> plain(visit, facts);
        };
    }

    private @Nullable String plain(Visit visit, RequestFacts facts) {
        return switch (name) {
            case "HTTP_HOST" -> facts.authority();
            case "HTTP_USER_AGENT" -> facts.field("User-Agent");
            case "HTTP_REFERER" -> facts.field("Referer");
            case "HTTP_COOKIE" -> facts.field("Cookie");
            case "HTTP_ACCEPT" -> facts.field("Accept");
            case "HTTP_FORWARDED" -> facts.field("Forwarded");
            case "HTTP_PROXY_CONNECTION" -> facts.field("Proxy-Connection");
            case "CONTENT_TYPE" -> facts.field("Content-Type");
            case "REQUEST_METHOD" -> facts.method();
            case "REQUEST_URI", "REQUEST_FILENAME" -> visit.path();
            case "REQUEST_SCHEME" -> facts.secure() ? "https" : "http";
            case "REQUEST_STATUS" -> String.valueOf(visit.status());
            case "QUERY_STRING" -> visit.query();
            case "THE_REQUEST" -> facts.method() + " " + facts.target() + " " + facts.protocol();
            case "SERVER_NAME" -> visit.serverName();
            case "SERVER_PORT" -> String.valueOf(facts.localPort());
            case "SERVER_PROTOCOL" -> facts.protocol();
            case "REMOTE_ADDR", "REMOTE_HOST" -> facts.client().getHostAddress();
            case "HTTPS" -> facts.secure() ? "on" : "off";
            case "IPV6" -> facts.client() instanceof java.net.Inet6Address ? "on" : "off";
            default -> "";
        };
    }
}
