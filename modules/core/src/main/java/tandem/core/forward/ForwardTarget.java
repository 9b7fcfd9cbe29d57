package tandem.core.forward;

import java.util.Locale;

/**
 * What a client asks a forward proxy for.
 *
 * @param connect whether it asks for a connection that carries anything
 * @param scheme {@code http}, {@code https} or {@code ftp}; of CONNECT empty
 * @param host lower case, without brackets and final dot
 * @param port 1..65535
 * @param url what rules are compared with: the URL, decoded; of CONNECT {@code host:port}
 */
public record ForwardTarget(boolean connect, String scheme, String host, int port, String url) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int FTP = 21;

    /** What CONNECT names, which is {@code HOST:PORT}. */
    public static ForwardTarget connect(String authority) {
        int colon = authority.lastIndexOf(':');
        String host = plain(authority.substring(0, colon));
        int port = Integer.parseInt(authority, colon + 1, authority.length(), 10);
        return new ForwardTarget(true, "", host, port, bracketed(host) + ":" + port);
    }

    /**
     * A whole URL.
     *
     * @param scheme in lower case
     * @param authority {@code HOST} or {@code HOST:PORT}
     * @param decodedPath begins with a slash, dot segments resolved; or {@code *}
     * @param query with its question mark; empty for none
     */
    public static ForwardTarget of(String scheme, String authority, String decodedPath, String query) {
        int colon = authority.indexOf(':', authority.lastIndexOf(']') + 1);
        boolean given = colon >= 0 && colon + 1 < authority.length();
        int port = given ? Integer.parseInt(authority, colon + 1, authority.length(), 10) : usual(scheme);
        String host = plain(colon < 0 ? authority : authority.substring(0, colon));
        String shown = port == usual(scheme) ? "" : ":" + port;
        return new ForwardTarget(
                false, scheme, host, port, scheme + "://" + bracketed(host) + shown + decodedPath + query);
    }

    private static int usual(String scheme) {
        return switch (scheme) {
            case "https" -> HTTPS;
            case "ftp" -> FTP;
            default -> HTTP;
        };
    }

    private static String plain(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        String lower = bare.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** The host with its port unless that is the scheme's, as a Host field has it. */
    public String authority() {
        return port == usual(scheme) && !connect ? bracketed(host) : bracketed(host) + ":" + port;
    }
}
