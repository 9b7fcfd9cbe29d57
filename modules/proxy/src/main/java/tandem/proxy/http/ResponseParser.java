package tandem.proxy.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Parses a member's response head strictly, whatever pieces it comes in: CRLF line ends, HTTP/1.0 or 1.1, token names, no
 * control characters; folded lines are unfolded. Reused; one thread.
 */
public final class ResponseParser {
    /** The most bytes a head may have. */
    public static final int MAX_BYTES = 64 * 1024;

    /** The most fields a head may have. */
    public static final int MAX_FIELDS = 200;

    private static final int PIECE = 2048;

    private int scanned;
    private int lineStart;
    private boolean statusSeen;
    private String lastReason = "OK";

    /** Begins a new head. */
    public void begin(ResponseHead head) {
        head.fields().clear();
        scanned = 0;
        lineStart = 0;
        statusSeen = false;
    }

    /**
     * Takes bytes up to the end of the head and no further.
     *
     * @return whether the head is complete
     * @throws BadMessage if this is no HTTP
     */
    public boolean parse(ByteBuffer in, ResponseHead head) throws BadMessage {
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
                return true;
            }
            if (fields.length() > MAX_BYTES) {
                throw new BadMessage("its head is longer than " + MAX_BYTES + " bytes");
            }
        }
        return false;
    }

    private boolean lines(ResponseHead head) throws BadMessage {
        byte[] bytes = head.fields().bytes();
        int end = head.fields().length();
        while (scanned < end) {
            if (bytes[scanned] != '\n') {
                scanned++;
                continue;
            }
            if (scanned == lineStart || bytes[scanned - 1] != '\r') {
                throw new BadMessage("a line of its head does not end in CR LF");
            }
            if (!statusSeen) {
                statusLine(head, bytes, scanned - 1);
                lineStart = ++scanned;
            } else if (scanned - 1 == lineStart) {
                scanned++;
                return true;
            } else if (scanned + 1 == end) {
                return false;
            } else if (bytes[scanned + 1] == ' ' || bytes[scanned + 1] == '\t') {
                unfold(bytes);
            } else {
                fieldLine(head, bytes, scanned - 1);
                lineStart = ++scanned;
            }
        }
        return false;
    }

    // Deliberate: a folded line is joined by blanks as RFC 9112 section 5.2 permits; old application servers still send
    // them.
    private void unfold(byte[] bytes) {
        bytes[scanned - 1] = ' ';
        bytes[scanned] = ' ';
        scanned++;
    }

    private void statusLine(ResponseHead head, byte[] bytes, int end) throws BadMessage {
        boolean version = end - lineStart >= 12
                && bytes[lineStart] == 'H'
                && bytes[lineStart + 1] == 'T'
                && bytes[lineStart + 2] == 'T'
                && bytes[lineStart + 3] == 'P'
                && bytes[lineStart + 4] == '/'
                && bytes[lineStart + 5] == '1'
                && bytes[lineStart + 6] == '.'
                && (bytes[lineStart + 7] == '0' || bytes[lineStart + 7] == '1')
                && bytes[lineStart + 8] == ' ';
        int status = version ? status(bytes, lineStart + 9) : -1;
        boolean ended = end - lineStart == 12 || version && bytes[lineStart + 12] == ' ';
        if (status < 100 || status > 599 || !ended || !Syntax.value(bytes, lineStart, end)) {
            throw new BadMessage("its first line is not a status line of HTTP/1.0 or 1.1");
        }
        int reasonAt = Math.min(lineStart + 13, end);
        if (!Syntax.same(bytes, reasonAt, end, lastReason)) {
            lastReason = new String(bytes, reasonAt, end - reasonAt, StandardCharsets.ISO_8859_1);
        }
        head.begin(status, lastReason, bytes[lineStart + 7] == '1');
        statusSeen = true;
    }

    private static int status(byte[] bytes, int at) {
        int status = 0;
        for (int i = at; i < at + 3; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            status = status * 10 + bytes[i] - '0';
        }
        return status;
    }

    private void fieldLine(ResponseHead head, byte[] bytes, int end) throws BadMessage {
        int colon = lineStart;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        if (colon == end || !Syntax.token(bytes, lineStart, colon)) {
            throw new BadMessage("a line of its head is not NAME: VALUE");
        }
        if (!Syntax.value(bytes, colon + 1, end)) {
            throw new BadMessage("a field of its head has a control character");
        }
        if (head.fields().count() == MAX_FIELDS) {
            throw new BadMessage("its head has more than " + MAX_FIELDS + " fields");
        }
        head.fields().addSpan(lineStart, colon, colon + 1, end);
    }
}
