package tandem.proxy.http;

/**
 * A request's head after the front has checked it against the grammar. Reused by its front; valid until the exchange ends.
 * One thread.
 */
public final class RequestHead {
    private final Fields fields = new Fields();
    private String method = "";
    private String target = "";
    private String authority = "";
    private boolean http11;
    private Framing framing = Framing.NONE;
    private long length;

    /** Begins a new head without fields. */
    public void begin(String newMethod, String newTarget, boolean isHttp11) {
        fields.clear();
        method = newMethod;
        target = newTarget;
        http11 = isHttp11;
        authority = "";
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

    /** False for HTTP/1.0. */
    public boolean http11() {
        return http11;
    }

    /** Host and port as the client asked for them; empty if it named none. */
    public String authority() {
        return authority;
    }

    public void authority(String hostAndPort) {
        this.authority = hostAndPort;
    }

    /** The host of {@link #authority} in lower case, without port and brackets. */
    public String host() {
        int end = authority.length();
        if (authority.startsWith("[")) {
            return authority.substring(1, authority.indexOf(']')).toLowerCase(java.util.Locale.ROOT);
        }
        int colon = authority.indexOf(':');
        return authority.substring(0, colon < 0 ? end : colon).toLowerCase(java.util.Locale.ROOT);
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
