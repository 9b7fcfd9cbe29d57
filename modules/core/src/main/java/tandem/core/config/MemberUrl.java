package tandem.core.config;

import java.util.Locale;
import java.util.Set;

/**
 * A member's address as the file names it.
 *
 * @param tls whether it is spoken to by TLS ({@code https://}, {@code h2://})
 * @param http2 whether it is spoken to by HTTP/2 ({@code h2://}, in clear text {@code h2c://}), else by HTTP/1.1
 * @param ftp whether it is spoken to by FTP ({@code ftp://}), in clear text
 * @param host lower-case name or IP address, without brackets
 * @param port 1..65535
 * @param path empty, or begins with a slash and does not end with one
 */
public record MemberUrl(boolean tls, boolean http2, boolean ftp, String host, int port, String path) {
    private static final String UNIX = "unix:";
    private static final Set<String> SCHEMES = Set.of("http", "https", "h2", "h2c", "ftp");
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int FTP_PORT = 21;

    /** By HTTP/1.1. */
    public MemberUrl(boolean tls, String host, int port, String path) {
        this(tls, false, false, host, port, path);
    }

    /** By HTTP/1.1 in clear text. */
    public MemberUrl(String host, int port, String path) {
        this(false, host, port, path);
    }

    /** By FTP. */
    public static MemberUrl byFtp(String host, int port) {
        return new MemberUrl(false, false, true, host, port, "");
    }

    /** The same server without a path. */
    public MemberUrl withoutPath() {
        return new MemberUrl(tls, http2, ftp, host, port, "");
    }

    /**
     * Reads {@code http://HOST[:PORT][/PATH]} or {@code https://…}, by HTTP/2 {@code h2c://…} or {@code h2://…}, as mod_proxy_http2 has
     * them, or by FTP {@code ftp://…}. A final slash of the path is dropped, so that {@code http://node1/} and {@code ProxyPass / balancer://c/} do not make a
     * double slash; see ADR 1.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static MemberUrl parse(String text) {
        if (text.regionMatches(true, 0, UNIX, 0, UNIX.length())) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "': members on unix sockets are not carried out; let it listen on 127.0.0.1 and write http://127.0.0.1:PORT");
        }
        int schemeEnd = text.indexOf("://");
        if (schemeEnd < 0) {
            throw new IllegalArgumentException("'" + text + "' is not a URL such as http://192.0.2.21:8080");
        }
        String scheme = text.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            throw new IllegalArgumentException(
                    scheme
                            + ":// members are not carried out yet; use http:// or https://, by HTTP/2 h2c:// or h2:// (TLS), or ftp://");
        }
        int pathStart = text.indexOf('/', schemeEnd + 3);
        String authority = pathStart < 0 ? text.substring(schemeEnd + 3) : text.substring(schemeEnd + 3, pathStart);
        String path = pathStart < 0 ? "" : text.substring(pathStart);
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw new IllegalArgumentException("'" + text + "': a member's URL has no query and no fragment");
        }
        return withAuthority(text, scheme, authority, path);
    }

    private static MemberUrl withAuthority(String text, String scheme, String authority, String path) {
        boolean tls = scheme.equals("https") || scheme.equals("h2");
        boolean http2 = scheme.startsWith("h2");
        boolean ftp = scheme.equals("ftp");
        int bracket = authority.indexOf(']');
        int colon = authority.indexOf(':', Math.max(bracket, 0));
        String host = colon < 0 ? authority : authority.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (ftp && authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException(scheme + "://" + authority.substring(authority.lastIndexOf('@') + 1)
                    + ": a login stands in the balancer's ftp: {user: …, password: …}, not in the URL");
        }
        if (host.isEmpty() || host.indexOf('@') >= 0 || host.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("'" + text + "' names no host");
        }
        int port = defaultPort(tls, ftp);
        if (colon >= 0) {
            try {
                port = Integer.parseInt(authority.substring(colon + 1));
            } catch (NumberFormatException e) {
                port = 0;
            }
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("'" + text + "': the port is not in 1..65535");
            }
        }
        return new MemberUrl(tls, http2, ftp, host.toLowerCase(Locale.ROOT), port, path);
    }

    private static int defaultPort(boolean tls, boolean ftp) {
        return ftp ? FTP_PORT : tls ? HTTPS_PORT : HTTP_PORT;
    }

    /** Whether a URL need not write its port. */
    public boolean onDefaultPort() {
        return port == defaultPort(tls, ftp);
    }

    /** As the file writes it: {@code http}, {@code https}, {@code h2c}, {@code h2} or {@code ftp}. */
    public String scheme() {
        return http2 ? tls ? "h2" : "h2c" : webScheme();
    }

    /** As the member itself writes its URLs, by whatever it is spoken to: {@code http}, {@code https} or {@code ftp}. */
    public String webScheme() {
        return ftp ? "ftp" : tls ? "https" : "http";
    }

    /** Host and port as a {@code Host} field carries them: brackets round IPv6, no default port. */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return onDefaultPort() ? name : name + ":" + port;
    }

    @Override
    public String toString() {
        return scheme() + "://" + authority() + path;
    }
}
