package tandem.proxy.http2;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ClientLimits;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;
import tandem.proxy.http.Framing;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.Lookalikes;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.Syntax;
import tandem.proxy.http.Targets;

/**
 * Makes a request's head of an unpacked field block, and trusts nothing in it: RFC 9113 sections 8.2 and 8.3. What comes out is
 * a head as HTTP/1.1 has it, with Host and with one Cookie. Reused; one connection, one thread.
 */
final class RequestFields implements HpackDecoder.Told {
    /** What a field counts besides its bytes, as SETTINGS_MAX_HEADER_LIST_SIZE has it. */
    private static final int OVERHEAD = 32;

    private static final byte[] HOST = ascii("host");
    private static final byte[] COOKIE = ascii("cookie");
    private static final byte[] TRAILERS = ascii("trailers");
    private static final String TWICE = "The request says more than once how long its body is.";

    private final PseudoFields pseudo;
    private final HeadBytes cookie = new HeadBytes();
    private final int maxHead;
    private final int maxFields;
    private final int maxField;
    private RequestHead head;
    private @Nullable BadRequest wrong;
    private boolean excessive;
    private boolean regular;
    private boolean cookies;
    private int hostAt;
    private long length;
    private long size;
    private String lastAuthority = "";
    private String lastHost = "";

    /** @param targets shared by all of a thread */
    RequestFields(ClientLimits limits, Targets targets) {
        this.pseudo = new PseudoFields(limits.requestLine().asInt(), targets);
        this.maxHead = limits.head().asInt();
        this.maxFields = limits.fields();
        this.maxField = limits.field().asInt();
        this.head = new RequestHead();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Begins a head. */
    void begin(RequestHead empty) {
        head = empty;
        head.clear();
        pseudo.begin();
        cookie.clear();
        wrong = null;
        excessive = false;
        regular = false;
        cookies = false;
        hostAt = -1;
        length = -1;
        size = 0;
    }

    @Override
    public void field(byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (wrong != null) {
            return;
        }
        try {
            counted(nameEnd - nameStart + valueEnd - valueStart);
            if (nameEnd > nameStart && bytes[nameStart] == ':') {
                if (regular) {
                    throw new BadRequest(400, "A pseudo-header stands behind a header field.");
                }
                pseudo.field(bytes, nameStart, nameEnd, valueStart, valueEnd);
            } else {
                regular = true;
                FieldChecks.check(bytes, nameStart, nameEnd, valueStart, valueEnd);
                take(bytes, nameStart, nameEnd, valueStart, valueEnd);
            }
        } catch (BadRequest e) {
            wrong = e;
        }
    }

    private void counted(int bytes) throws BadRequest {
        size += bytes + OVERHEAD;
        if (size > maxHead) {
            throw tooMuch("The head of the request is longer than " + maxHead + " bytes.");
        }
        if (bytes > maxField) {
            throw tooMuch("A header field is longer than " + maxField + " bytes.");
        }
    }

    private BadRequest tooMuch(String sentence) {
        excessive = true;
        return new BadRequest(431, sentence);
    }

    private void take(byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) throws BadRequest {
        switch (Field.of(bytes, nameStart, nameEnd)) {
            case COOKIE -> {
                // RFC 9113 section 8.2.3: crumbs are one field for everybody who speaks HTTP/1
                if (cookies) {
                    cookie.put("; ");
                }
                cookies = true;
                cookie.put(bytes, valueStart, valueEnd);
                return;
            }
            case HOST -> {
                if (hostAt >= 0) {
                    throw new BadRequest(400, "The request has more than one Host field.");
                }
                hostAt = head.fields().count();
            }
            case CONTENT_LENGTH -> {
                if (length >= 0) {
                    throw new BadRequest(400, TWICE);
                }
                length = Syntax.length(bytes, valueStart, valueEnd);
                if (length < 0) {
                    throw new BadRequest(400, "The Content-Length is not a number.");
                }
            }
            case TE -> {
                if (!Syntax.equalsIgnoreCase(bytes, valueStart, valueEnd, TRAILERS)) {
                    throw new BadRequest(400, "The TE field says something else than trailers.");
                }
            }
            default -> {
                // of no concern here
            }
        }
        add(bytes, nameStart, nameEnd, valueStart, valueEnd);
    }

    private void add(byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) throws BadRequest {
        Fields fields = head.fields();
        if (fields.count() == maxFields) {
            throw tooMuch("The request has more than " + maxFields + " header fields.");
        }
        int name = nameEnd - nameStart;
        int value = valueEnd - valueStart;
        int at = fields.reserve(name + value);
        System.arraycopy(bytes, nameStart, fields.bytes(), at, name);
        System.arraycopy(bytes, valueStart, fields.bytes(), at + name, value);
        fields.use(name + value);
        fields.addSpan(at, at + name, at + name, at + name + value);
        int index = fields.count() - 1;
        if (fields.known(index) == Field.OTHER && Lookalikes.is(fields, index)) {
            throw new BadRequest(400, Lookalikes.SENTENCE);
        }
    }

    /** Whether the head was refused only because there is too much of it. */
    boolean excessive() {
        return excessive;
    }

    /**
     * The block has ended: completes the head.
     *
     * @param ends whether no body follows
     * @return why it is not carried out; null if it is
     */
    @Nullable
    BadRequest end(boolean ends) {
        try {
            pseudo.end();
            // a bad field comes first, but with a method and a path it makes a better line of a log
            if (wrong != null) {
                throw wrong;
            }
            start();
            host();
            addCookie();
            frame(ends);
        } catch (BadRequest e) {
            wrong = wrong == null ? e : wrong;
            start();
        }
        return wrong;
    }

    private void start() {
        head.begin(pseudo.method(), pseudo.target(), true);
        head.http2(true);
        head.webSocket(pseudo.webSocket());
    }

    private void addCookie() {
        if (cookies) {
            add(COOKIE, cookie.bytes(), 0, cookie.length());
        }
    }

    /** RFC 9113 section 8.3.1: whom it is for; both ways of saying it must say the same. */
    private void host() throws BadRequest {
        Fields fields = head.fields();
        byte[] bytes = pseudo.bytes();
        int start = pseudo.authorityStart();
        int end = pseudo.authorityEnd();
        if (start < 0) {
            if (hostAt < 0) {
                throw new BadRequest(400, "The request names no host.");
            }
            authority(fields.bytes(), fields.valueStart(hostAt), fields.valueEnd(hostAt));
            return;
        }
        authority(bytes, start, end);
        if (hostAt < 0) {
            add(HOST, bytes, start, end);
        } else if (!same(fields, hostAt, bytes, start, end)) {
            throw new BadRequest(400, "The Host field is not what :authority says.");
        }
    }

    private void add(byte[] name, byte[] value, int start, int end) {
        Fields fields = head.fields();
        int at = fields.reserve(name.length + end - start);
        System.arraycopy(name, 0, fields.bytes(), at, name.length);
        System.arraycopy(value, start, fields.bytes(), at + name.length, end - start);
        fields.use(name.length + end - start);
        fields.addSpan(at, at + name.length, at + name.length, at + name.length + end - start);
    }

    private static boolean same(Fields fields, int index, byte[] bytes, int start, int end) {
        int from = fields.valueStart(index);
        if (fields.valueEnd(index) - from != end - start) {
            return false;
        }
        for (int i = 0; i < end - start; i++) {
            if (StaticTable.lower(fields.bytes()[from + i]) != StaticTable.lower(bytes[start + i])) {
                return false;
            }
        }
        return true;
    }

    private void authority(byte[] bytes, int start, int end) throws BadRequest {
        if (end == start || !Syntax.same(bytes, start, end, lastAuthority)) {
            String text = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
            if (!Syntax.authority(text)) {
                throw new BadRequest(400, "The host that the request names is not valid.");
            }
            lastAuthority = text;
            lastHost = RequestHead.hostOf(text);
        }
        head.authority(lastAuthority, lastHost);
    }

    private void frame(boolean ends) throws BadRequest {
        if (pseudo.webSocket()) {
            if (ends || length >= 0) {
                throw new BadRequest(400, "A request to open a WebSocket has no body and leaves its stream open.");
            }
            return;
        }
        if (ends && length > 0) {
            throw new BadRequest(400, "The request has a Content-Length but no body.");
        }
        if (length >= 0) {
            head.framing(Framing.LENGTH, length);
        } else if (!ends) {
            head.framing(Framing.CHUNKED, 0);
        } else if (head.methodIs("POST") || head.methodIs("PUT") || head.methodIs("PATCH")) {
            // servers that speak HTTP/1 answer 411 to those without any length
            head.framing(Framing.LENGTH, 0);
        }
    }

    /** Whether what follows is no body, but what a WebSocket carries. */
    boolean tunnel() {
        return pseudo.webSocket();
    }

    /** The Content-Length; -1 without one. */
    long length() {
        return length;
    }
}
