package tandem.proxy.http;

import java.nio.charset.StandardCharsets;

/**
 * Reads request lines: RFC 9112 section 3. Remembers the last authority, because a connection seldom changes it. Reused; one
 * thread.
 */
final class RequestLine {
    private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP = "http://".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTPS = "https://".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FTP = "ftp://".getBytes(StandardCharsets.US_ASCII);

    private final Targets targets;

    /** The host that an absolute target named; empty without one. */
    private String authority = "";

    private String scheme = "";

    /** The login that a URL named, still encoded; empty without one. */
    private String login = "";

    RequestLine(Targets targets) {
        this.targets = targets;
    }

    String authority() {
        return authority;
    }

    void parse(RequestHead head, byte[] bytes, int start, int end) throws BadRequest {
        authority = "";
        scheme = "";
        login = "";
        int methodEnd = Syntax.tokenEnd(bytes, start, end);
        if (methodEnd == start || methodEnd == end || bytes[methodEnd] != ' ') {
            throw new BadRequest(400, "The request line does not begin with a method and one blank.");
        }
        if (methodEnd - start > Methods.LONGEST) {
            throw new BadRequest(501, "The request method is longer than any that is known.");
        }
        int targetStart = methodEnd + 1;
        int targetEnd = Syntax.targetEnd(bytes, targetStart, end);
        if (targetEnd == targetStart || targetEnd < end && bytes[targetEnd] != ' ') {
            throw new BadRequest(400, "The request target has characters that have to be percent-encoded.");
        }
        boolean http11 = version(bytes, targetEnd + 1, end);
        String method = Methods.text(bytes, start, methodEnd);
        head.begin(method, target(method, bytes, targetStart, targetEnd), http11);
        head.scheme(scheme);
        head.login(login);
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** Whether it is 1.1 or a later 1.x rather than 1.0. */
    private static boolean version(byte[] bytes, int start, int end) throws BadRequest {
        boolean shaped = end - start == VERSION.length + 1 && digit(bytes[end - 1]) && digit(bytes[end - 3]);
        for (int i = 0; shaped && i < VERSION.length; i++) {
            shaped = i == VERSION.length - 2 || bytes[start + i] == VERSION[i];
        }
        if (!shaped) {
            throw new BadRequest(400, "The request line does not end in one blank and a version of HTTP.");
        }
        if (bytes[end - 3] != '1') {
            throw new BadRequest(505, "Only HTTP/1.0 and 1.1 are spoken here.");
        }
        return bytes[end - 1] != '0';
    }

    private static boolean digit(byte b) {
        return b >= '0' && b <= '9';
    }

    private String target(String method, byte[] bytes, int start, int end) throws BadRequest {
        if (method.equals("CONNECT")) {
            return connect(text(bytes, start, end));
        }
        if (bytes[start] == '/') {
            return targets.text(bytes, start, end);
        }
        if (bytes[start] == '*' && end - start == 1 && method.equals("OPTIONS")) {
            return "*";
        }
        return absolute(method, bytes, start, end);
    }

    private static String connect(String target) throws BadRequest {
        int colon = target.lastIndexOf(':');
        boolean named = colon > 0 && colon < target.length() - 1 && Syntax.authority(target);
        if (!named || Integer.parseInt(target, colon + 1, target.length(), 10) == 0) {
            throw new BadRequest(400, "The target of CONNECT is not HOST:PORT.");
        }
        return target;
    }

    private String absolute(String method, byte[] bytes, int start, int end) throws BadRequest {
        int from = start + prefix(bytes, start, end);
        int to = from;
        while (to < end && bytes[to] != '/' && bytes[to] != '?') {
            to++;
        }
        authority = text(bytes, from, to);
        int at = scheme.equals("ftp") ? authority.lastIndexOf('@') : -1;
        if (at >= 0) {
            login = authority.substring(0, at);
            authority = authority.substring(at + 1);
        }
        if (from == start || !Syntax.authority(authority)) {
            throw new BadRequest(400, "The request target is neither a path nor a URL with a valid host.");
        }
        if (to == end) {
            return method.equals("OPTIONS") ? "*" : "/";
        }
        return bytes[to] == '/' ? text(bytes, to, end) : "/" + text(bytes, to, end);
    }

    /** How long the scheme of a URL is with what separates it; 0 without one that is known. */
    private int prefix(byte[] bytes, int start, int end) {
        if (Syntax.startsWithIgnoreCase(bytes, start, end, HTTP)) {
            scheme = "http";
            return HTTP.length;
        }
        if (Syntax.startsWithIgnoreCase(bytes, start, end, HTTPS)) {
            scheme = "https";
            return HTTPS.length;
        }
        if (Syntax.startsWithIgnoreCase(bytes, start, end, FTP)) {
            scheme = "ftp";
            return FTP.length;
        }
        return 0;
    }
}
