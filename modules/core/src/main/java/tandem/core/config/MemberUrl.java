package tandem.core.config;

import java.util.Locale;

/**
 * A member's address as the file names it.
 *
 * @param tls whether it is spoken to by TLS ({@code https://})
 * @param host lower-case name or IP address, without brackets
 * @param port 1..65535
 * @param path empty, or begins with a slash and does not end with one
 */
public record MemberUrl(boolean tls, String host, int port, String path) {
    private static final String UNIX = "unix:";
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** In clear text. */
    public MemberUrl(String host, int port, String path) {
        this(false, host, port, path);
    }

    /**
     * Reads {@code http://HOST[:PORT][/PATH]} or {@code https://…}. A final slash of the path is dropped, so that {@code http://node1/} and
     * {@code ProxyPass / balancer://c/} do not make a double slash; see ADR 1.
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
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException(scheme + ":// members are not carried out yet; use http:// or https://");
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
        return withAuthority(text, scheme.equals("https"), authority, path);
    }

    private static MemberUrl withAuthority(String text, boolean tls, String authority, String path) {
        int bracket = authority.indexOf(']');
        int colon = authority.indexOf(':', Math.max(bracket, 0));
        String host = colon < 0 ? authority : authority.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || host.indexOf('@') >= 0 || host.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("'" + text + "' names no host");
        }
        int port = defaultPort(tls);
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
        return new MemberUrl(tls, host.toLowerCase(Locale.ROOT), port, path);
    }

    private static int defaultPort(boolean tls) {
        return tls ? HTTPS_PORT : HTTP_PORT;
    }

    /** Whether a URL need not write its port. */
    public boolean onDefaultPort() {
        return port == defaultPort(tls);
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return tls ? "https" : "http";
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
