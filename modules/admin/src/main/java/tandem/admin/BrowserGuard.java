package tandem.admin;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ListenAddress;
import tandem.core.text.IpAddress;

/**
 * Keeps other web pages that an operator's browser has open away from the admin listener: no foreign host name leads here (DNS
 * rebinding), nothing is changed by a request that another origin caused, and no page may frame ours.
 *
 * @param named whether a host name is one of this listener's, beside the address it listens on
 */
record BrowserGuard(ListenAddress listen, Predicate<String> named, HttpHandler next) implements HttpHandler {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    static final HttpString FETCH_SITE = new HttpString("Sec-Fetch-Site");
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
    private static final String HTTP_PORT = ":80";
    private static final String HTTPS_PORT = ":443";

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        harden(exchange.getResponseHeaders());
        HeaderMap headers = exchange.getRequestHeaders();
        if (headers.count(Headers.HOST) > 1 || (headers.count(Headers.HOST) == 0 && exchange.isHttp11())) {
            Responses.problem(exchange, StatusCodes.BAD_REQUEST, "exactly one Host field is needed");
            return;
        }
        String host = headers.getFirst(Headers.HOST);
        if (host != null && !ours(host)) {
            Responses.problem(
                    exchange,
                    Responses.MISDIRECTED_REQUEST,
                    "'" + host
                            + "' is not a name of this listener: use an IP address, localhost or a name of its certificate, so"
                            + " that no foreign name can lead a browser here");
            return;
        }
        if (!SAFE_METHODS.contains(exchange.getRequestMethod().toString())
                && foreign(headers, host, exchange.isSecure())) {
            Responses.problem(
                    exchange,
                    StatusCodes.FORBIDDEN,
                    "another web page (" + headers.getFirst(Headers.ORIGIN)
                            + ") asked for this; only this node's own page" + " and programs may change something");
            return;
        }
        next.handleRequest(exchange);
    }

    private static void harden(HeaderMap headers) {
        headers.put(Headers.CONTENT_SECURITY_POLICY, POLICY);
        headers.put(Headers.X_CONTENT_TYPE_OPTIONS, "nosniff");
        headers.put(Headers.X_FRAME_OPTIONS, "DENY");
        headers.put(Headers.REFERRER_POLICY, "no-referrer");
        headers.put(Headers.CACHE_CONTROL, "no-store");
        headers.put(new HttpString("Cross-Origin-Resource-Policy"), "same-origin");
        headers.put(new HttpString("Cross-Origin-Opener-Policy"), "same-origin");
    }

    private boolean ours(String host) {
        String name = withoutPort(host);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        return IpAddress.valid(name)
                || name.equalsIgnoreCase("localhost")
                || name.equalsIgnoreCase(listen.host())
                || named.test(name);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /** Whether a browser says that another site's page caused this request. */
    private static boolean foreign(HeaderMap headers, @Nullable String host, boolean secure) {
        String site = headers.getFirst(FETCH_SITE);
        if (site != null && !OWN_SITE.contains(site)) {
            return true;
        }
        String origin = headers.getFirst(Headers.ORIGIN);
        String scheme = secure ? "https://" : "http://";
        return origin != null
                && (host == null
                        || !origin.startsWith(scheme)
                        || !authority(host, secure).equals(authority(origin.substring(scheme.length()), secure)));
    }

    private static String authority(String authority, boolean secure) {
        String lower = authority.toLowerCase(Locale.ROOT);
        String port = secure ? HTTPS_PORT : HTTP_PORT;
        return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
    }
}
