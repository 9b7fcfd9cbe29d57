package tandem.proxy;

import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.ResponseHead;
import tandem.proxy.http.Syntax;
import tandem.proxy.http2.HpackEncoder;

/**
 * Packs heads as the other side of an HTTP/2 connection sees them: fields that are not dropped, framing made anew, nothing that
 * concerns a connection. One connection, one I/O thread.
 */
final class Http2Heads {
    private static final int DATE_NAME = "Date: ".length();
    private static final int LINE_END = 2;
    private static final int COLON = 2;
    private static final int HOST_NAME = "Host: ".length();
    private static final int VERSION = " HTTP/1.1".length();

    private final IoLoop loop;
    private final HpackEncoder encoder = new HpackEncoder();

    Http2Heads(IoLoop loop) {
        this.loop = loop;
    }

    /** An interim response; in the thread's scratch, as all that follow. */
    HeadBytes interim(ResponseHead response) {
        HeadBytes out = loop.scratch().clear();
        encoder.status(out, response.status());
        fields(out, response.fields());
        return out;
    }

    /** A final response. */
    HeadBytes last(ResponseHead response) {
        HeadBytes out = loop.scratch().clear();
        encoder.status(out, response.status());
        fields(out, response.fields());
        if (response.fields().find(Field.DATE, 0) < 0) {
            byte[] line = loop.dateLine();
            encoder.date(out, line, DATE_NAME, line.length - LINE_END);
        }
        if (response.length() >= 0) {
            encoder.length(out, response.length());
        }
        return out;
    }

    /**
     * A request, from its head as HTTP/1 has it: whatever protocol a member speaks, {@link MemberHead} says what it sees.
     *
     * @param head with a Host field behind its first line
     * @param secure whether its scheme is https
     * @param out is cleared before
     */
    void request(HeadBytes head, boolean secure, HeadBytes out) {
        byte[] bytes = head.bytes();
        int line = lineEnd(bytes, 0);
        int blank = until(bytes, 0, ' ');
        encoder.request(out.clear(), bytes, 0, blank, secure);
        int host = line + LINE_END;
        int hostEnd = lineEnd(bytes, host);
        encoder.authority(out, bytes, host + HOST_NAME, hostEnd);
        encoder.path(out, bytes, blank + 1, line - VERSION);
        int at = hostEnd + LINE_END;
        int end = lineEnd(bytes, at);
        while (end > at) {
            int colon = until(bytes, at, ':');
            if (passedOn(Field.of(bytes, at, colon))) {
                encoder.field(out, bytes, at, colon, colon + COLON, end);
            }
            at = end + LINE_END;
            end = lineEnd(bytes, at);
        }
    }

    private static boolean passedOn(Field field) {
        return field == Field.TE || field == Field.CONTENT_LENGTH || !field.hopByHop();
    }

    private static int lineEnd(byte[] bytes, int from) {
        return until(bytes, from, '\r');
    }

    private static int until(byte[] bytes, int from, char wanted) {
        int at = from;
        while (bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    /** What stands behind a body. */
    HeadBytes trailers(Fields behind) {
        HeadBytes out = loop.scratch().clear();
        encoder.trailers(out);
        fields(out, behind);
        return out;
    }

    private void fields(HeadBytes out, Fields fields) {
        byte[] bytes = fields.bytes();
        for (int i = 0; i < fields.count(); i++) {
            // RFC 9113 section 8.2: a client takes a field that is not valid for an attack on it
            boolean valid = !fields.dropped(i)
                    && !fields.known(i).hopByHop()
                    && Syntax.token(bytes, fields.nameStart(i), fields.nameEnd(i))
                    && Syntax.value(bytes, fields.valueStart(i), fields.valueEnd(i));
            if (valid) {
                encoder.field(
                        out, bytes, fields.nameStart(i), fields.nameEnd(i), fields.valueStart(i), fields.valueEnd(i));
            }
        }
    }
}
