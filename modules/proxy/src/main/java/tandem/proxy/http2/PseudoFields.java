package tandem.proxy.http2;

import java.nio.charset.StandardCharsets;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.Methods;
import tandem.proxy.http.Syntax;
import tandem.proxy.http.Targets;

/**
 * What stands where HTTP/1 has a request line: RFC 9113 section 8.3.1, and RFC 8441 section 4 for what opens a WebSocket. Each
 * once, none unknown, none missing. Reused; one connection, one thread.
 */
final class PseudoFields {
    private static final int METHOD = 0;
    private static final int SCHEME = 1;
    private static final int PATH = 2;
    private static final int AUTHORITY = 3;
    private static final int PROTOCOL = 4;
    private static final String[] NAMES = {":method", ":scheme", ":path", ":authority", ":protocol"};
    private static final byte[] WEB_SOCKET = "websocket".getBytes(StandardCharsets.US_ASCII);

    private final int maxPath;
    private final Targets targets;
    private final HeadBytes text = new HeadBytes();
    private final int[] starts = new int[NAMES.length];
    private final int[] ends = new int[NAMES.length];
    private String method = "";
    private String target = "";
    private boolean webSocket;

    PseudoFields(int maxPath, Targets targets) {
        this.maxPath = maxPath;
        this.targets = targets;
    }

    void begin() {
        text.clear();
        method = "";
        target = "";
        webSocket = false;
        for (int i = 0; i < NAMES.length; i++) {
            starts[i] = -1;
        }
    }

    void field(byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) throws BadRequest {
        int which = 0;
        while (which < NAMES.length && !Syntax.same(bytes, nameStart, nameEnd, NAMES[which])) {
            which++;
        }
        if (which == NAMES.length) {
            throw new BadRequest(400, "The request has a pseudo-header that requests do not have.");
        }
        if (starts[which] >= 0) {
            throw new BadRequest(400, "The request has a pseudo-header twice.");
        }
        starts[which] = text.length();
        text.put(bytes, valueStart, valueEnd);
        ends[which] = text.length();
    }

    /** All have come: checks them. */
    void end() throws BadRequest {
        takeMethod();
        if (starts[PROTOCOL] >= 0) {
            extendedConnect();
        } else if (method.equals("CONNECT")) {
            connect();
        } else {
            scheme();
            path();
        }
    }

    private void takeMethod() throws BadRequest {
        int start = starts[METHOD];
        if (start < 0 || !Syntax.token(text.bytes(), start, ends[METHOD])) {
            throw new BadRequest(400, "The request has no method, or one that is no token.");
        }
        if (ends[METHOD] - start > Methods.LONGEST) {
            throw new BadRequest(501, "The request method is longer than any that is known.");
        }
        method = Methods.text(text.bytes(), start, ends[METHOD]);
    }

    /** RFC 9113 section 8.5. */
    private void connect() throws BadRequest {
        if (starts[SCHEME] >= 0 || starts[PATH] >= 0 || starts[AUTHORITY] < 0) {
            throw new BadRequest(400, "A CONNECT has a host, and neither a scheme nor a path.");
        }
        target = new String(
                text.bytes(), starts[AUTHORITY], ends[AUTHORITY] - starts[AUTHORITY], StandardCharsets.ISO_8859_1);
    }

    /** RFC 8441 section 4: where it goes is said as by a GET, which HTTP/1 has for the same. */
    private void extendedConnect() throws BadRequest {
        if (!method.equals("CONNECT")) {
            throw new BadRequest(400, "Only a CONNECT says what its stream is to carry.");
        }
        int start = starts[PROTOCOL];
        int end = ends[PROTOCOL];
        if (!Syntax.token(text.bytes(), start, end)) {
            throw new BadRequest(400, "The protocol that a CONNECT asks for is no token.");
        }
        scheme();
        path();
        if (!Syntax.equalsIgnoreCase(text.bytes(), start, end, WEB_SOCKET)) {
            throw new BadRequest(501, "The only protocol that a CONNECT can ask for here is websocket.");
        }
        method = "GET";
        webSocket = true;
    }

    private void scheme() throws BadRequest {
        if (starts[SCHEME] < 0 || !Syntax.token(text.bytes(), starts[SCHEME], ends[SCHEME])) {
            throw new BadRequest(400, "The request has no scheme, or none that is valid.");
        }
    }

    private void path() throws BadRequest {
        int start = starts[PATH];
        int end = ends[PATH];
        if (start < 0 || end == start) {
            throw new BadRequest(400, "The request has no path.");
        }
        if (end - start > maxPath) {
            throw new BadRequest(414, "The request's path is longer than " + maxPath + " bytes.");
        }
        boolean asterisk = end - start == 1 && text.bytes()[start] == '*' && method.equals("OPTIONS");
        if (text.bytes()[start] != '/' && !asterisk) {
            throw new BadRequest(400, "The request's path does not begin with a slash.");
        }
        if (Syntax.targetEnd(text.bytes(), start, end) != end) {
            throw new BadRequest(400, "The request's path has characters that have to be percent-encoded.");
        }
        target = targets.text(text.bytes(), start, end);
    }

    /** As far as it is valid; empty without one. */
    String method() {
        return method;
    }

    /** As far as it is valid; empty without one. */
    String target() {
        return target;
    }

    /** Whether the stream is to carry a WebSocket; its method is that by which HTTP/1 opens one. */
    boolean webSocket() {
        return webSocket;
    }

    /** What the positions point into. */
    byte[] bytes() {
        return text.bytes();
    }

    /** -1 without an authority. */
    int authorityStart() {
        return starts[AUTHORITY];
    }

    int authorityEnd() {
        return ends[AUTHORITY];
    }
}
