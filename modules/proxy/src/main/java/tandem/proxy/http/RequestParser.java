package tandem.proxy.http;

import java.nio.ByteBuffer;
import tandem.core.config.ClientLimits;

/**
 * Parses a request's head strictly, whatever pieces it comes in: RFC 9112 sections 2 to 6 without leniency but for empty lines
 * before the request line. Reused; one thread.
 */
public final class RequestParser {
    private static final int PIECE = 2048;
    private static final int MAX_EMPTY_LINES = 4;

    private final RequestLine line;
    private final RequestChecks checks = new RequestChecks();
    private final int maxLine;
    private final int maxHead;
    private final int maxFields;
    private final int maxField;
    private int scanned;
    private int lineStart;
    private int emptyLines;
    private boolean lineSeen;

    /**
     * A parser for one connection.
     *
     * @param targets shared by all parsers of a thread
     */
    public RequestParser(ClientLimits limits, Targets targets) {
        this.line = new RequestLine(targets);
        this.maxLine = limits.requestLine().asInt();
        this.maxHead = limits.head().asInt();
        this.maxFields = limits.fields();
        this.maxField = limits.field().asInt();
    }

    /** Begins a new head. */
    public void begin(RequestHead head) {
        head.clear();
        scanned = 0;
        lineStart = 0;
        emptyLines = 0;
        lineSeen = false;
    }

    /**
     * Takes bytes up to the end of the head and no further.
     *
     * @return whether the head is complete
     * @throws BadRequest if this is no request, or none that is carried out; nothing that follows can be made sense of
     */
    public boolean parse(ByteBuffer in, RequestHead head) throws BadRequest {
        Fields fields = head.fields();
        while (in.hasRemaining()) {
            int piece = Math.min(PIECE, in.remaining());
            int at = fields.reserve(piece);
            in.get(fields.bytes(), at, piece);
            fields.use(piece);
            if (lines(head)) {
                int surplus = fields.length() - scanned;
                in.position(in.position() - surplus);
                fields.use(-surplus);
                checks.check(head, line);
                return true;
            }
            tooLong(fields.length());
        }
        return false;
    }

    private void tooLong(int length) throws BadRequest {
        if (!lineSeen && length - lineStart > maxLine) {
            throw new BadRequest(414, "The request line is longer than " + maxLine + " bytes.");
        }
        if (length > maxHead) {
            throw new BadRequest(431, "The head of the request is longer than " + maxHead + " bytes.");
        }
    }

    private boolean lines(RequestHead head) throws BadRequest {
        Fields fields = head.fields();
        byte[] bytes = fields.bytes();
        int end = fields.length();
        int at = scanned;
        while (true) {
            while (at < end && bytes[at] != '\n') {
                at++;
            }
            if (at == end) {
                scanned = at;
                return false;
            }
            if (at == lineStart || bytes[at - 1] != '\r') {
                throw new BadRequest(400, "A line of the head does not end in CR LF.");
            }
            int lineEnd = at - 1;
            at++;
            scanned = at;
            if (!lineSeen) {
                requestLine(head, bytes, lineEnd);
            } else if (lineEnd == lineStart) {
                tooLong(at);
                return true;
            } else {
                fieldLine(fields, bytes, lineEnd);
            }
            lineStart = at;
        }
    }

    private void requestLine(RequestHead head, byte[] bytes, int end) throws BadRequest {
        if (end == lineStart) {
            // RFC 9112 section 2.2: some clients end a body by a line end too many
            if (++emptyLines > MAX_EMPTY_LINES) {
                throw new BadRequest(400, "Empty lines come instead of a request.");
            }
            return;
        }
        if (end - lineStart > maxLine) {
            throw new BadRequest(414, "The request line is longer than " + maxLine + " bytes.");
        }
        line.parse(head, bytes, lineStart, end);
        lineSeen = true;
    }

    private void fieldLine(Fields fields, byte[] bytes, int end) throws BadRequest {
        int colon = Syntax.tokenEnd(bytes, lineStart, end);
        if (colon == lineStart || colon == end || bytes[colon] != ':') {
            throw notAField(bytes[lineStart]);
        }
        if (!Syntax.value(bytes, colon + 1, end)) {
            throw new BadRequest(400, "A header field has a control character.");
        }
        if (fields.count() == maxFields) {
            throw new BadRequest(431, "The request has more than " + maxFields + " header fields.");
        }
        if (end - lineStart > maxField) {
            throw new BadRequest(431, "A header field is longer than " + maxField + " bytes.");
        }
        fields.addSpan(lineStart, colon, colon + 1, end);
    }

    private static BadRequest notAField(byte first) {
        boolean folded = first == ' ' || first == '\t';
        return new BadRequest(
                400,
                folded ? "A header field is folded over several lines." : "A line of the head is not NAME: VALUE.");
    }
}
