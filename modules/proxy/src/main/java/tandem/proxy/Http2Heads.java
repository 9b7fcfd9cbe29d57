package tandem.proxy;

import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.ResponseHead;
import tandem.proxy.http.Syntax;
import tandem.proxy.http2.HpackEncoder;

/**
 * Packs responses' heads as an HTTP/2 client sees them: fields that are not dropped, framing made anew, nothing that concerns a
 * connection. One connection, one I/O thread.
 */
final class Http2Heads {
    private static final int DATE_NAME = "Date: ".length();
    private static final int LINE_END = 2;

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
