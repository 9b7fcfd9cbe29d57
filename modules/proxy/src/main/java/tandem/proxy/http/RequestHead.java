package tandem.proxy.http;

import java.util.Locale;

/**
 * A request's head after the front has checked it against the grammar. Reused by its front; valid until the exchange ends.
 * One thread.
 */
public final class RequestHead {
    private final Fields fields = new Fields();
    private String method = "";
    private String target = "";
    private String scheme = "";
    private String login = "";
    private String authority = "";
    private String host = "";
    private boolean http11;
    private boolean http2;
    private boolean webSocket;
    private boolean outbound;
    private Framing framing = Framing.NONE;
    private long length;

    /** Forgets the request before. */
    public void clear() {
        fields.clear();
        begin("", "", true);
    }

    /** Begins a new head; its fields were cleared before. */
    public void begin(String newMethod, String newTarget, boolean isHttp11) {
        method = newMethod;
        target = newTarget;
        scheme = "";
        login = "";
        http11 = isHttp11;
        http2 = false;
        webSocket = false;
        outbound = false;
        authority = "";
        host = "";
        framing = Framing.NONE;
        length = 0;
    }

    /** In the order of arrival as far as the front keeps it. */
    public Fields fields() {
        return fields;
    }

    /** A token; its case counts. */
    public String method() {
        return method;
    }

    public boolean methodIs(String name) {
        return method.equals(name);
    }

    /** Whether doing it twice is as good as once; RFC 9110 section 9.2.2. */
    public boolean idempotent() {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
            default -> false;
        };
    }

    /** Origin form: path and query. */
    public String target() {
        return target;
    }

    /** What a forward proxy shows of the target: all of it, as the client wrote it. */
    public void target(String whole) {
        target = whole;
    }

    /** {@code http}, {@code https} or {@code ftp} where the client named a whole URL in its request line; else empty. */
    public String scheme() {
        return scheme;
    }

    /** Says which it named. */
    public void scheme(String ofUrl) {
        scheme = ofUrl;
    }

    /** The login within a URL {@code ftp://USER:PASSWORD@HOST/}, still encoded; empty without one. Nothing else shows it. */
    public String login() {
        return login;
    }

    /** Says which it named. */
    public void login(String ofUrl) {
        login = ofUrl;
    }

    /** False for HTTP/1.0. */
    public boolean http11() {
        return http11;
    }

    /** Whether it came by HTTP/2; it then knows all that HTTP/1.1 does. */
    public boolean http2() {
        return http2;
    }

    /** Says by what it came. */
    public void http2(boolean byHttp2) {
        http2 = byHttp2;
    }

    /**
     * Whether it opens a WebSocket by RFC 8441, which knows no key: the front adds what HTTP/1 has. Behind the head comes what
     * the WebSocket carries, and no body.
     */
    public boolean webSocket() {
        return webSocket;
    }

    /** Says whether it does. */
    public void webSocket(boolean opens) {
        webSocket = opens;
    }

    /** Whether a forward proxy carries it; its target then goes on as its route says, path or not. */
    public boolean outbound() {
        return outbound;
    }

    /** Says whether one does. */
    public void outbound(boolean carried) {
        outbound = carried;
    }

    /** Host and port as the client asked for them; empty if it named none. */
    public String authority() {
        return authority;
    }

    public void authority(String hostAndPort) {
        authority(hostAndPort, hostOf(hostAndPort));
    }

    /** The same where the host is known already, as {@link #hostOf} has it. */
    public void authority(String hostAndPort, String hostAlone) {
        this.authority = hostAndPort;
        this.host = hostAlone;
    }

    /** The host of {@link #authority} in lower case, without port and brackets. */
    public String host() {
        return host;
    }

    /** The host of a {@link Syntax#authority} in lower case, without port and brackets. */
    public static String hostOf(String hostAndPort) {
        if (hostAndPort.startsWith("[")) {
            return hostAndPort.substring(1, hostAndPort.indexOf(']')).toLowerCase(Locale.ROOT);
        }
        int colon = hostAndPort.indexOf(':');
        return hostAndPort
                .substring(0, colon < 0 ? hostAndPort.length() : colon)
                .toLowerCase(Locale.ROOT);
    }

    /** How the body ends: none, by length, or chunked. */
    public Framing framing() {
        return framing;
    }

    /** The body's length if framed by it. */
    public long length() {
        return length;
    }

    public void framing(Framing how, long bodyLength) {
        this.framing = how;
        this.length = bodyLength;
    }

    /** Whether there is a body to be read. */
    public boolean hasBody() {
        return framing == Framing.CHUNKED || framing == Framing.LENGTH && length > 0;
    }
}
