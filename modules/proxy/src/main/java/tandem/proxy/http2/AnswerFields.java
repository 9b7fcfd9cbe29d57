package tandem.proxy.http2;

import org.jspecify.annotations.Nullable;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;
import tandem.proxy.http.ResponseHead;
import tandem.proxy.http.ResponseParser;
import tandem.proxy.http.Syntax;

/**
 * Makes a response's head of an unpacked field block: RFC 9113 sections 8.2 and 8.3.2, bounded as a head by HTTP/1. Reused; one
 * connection, one thread.
 */
final class AnswerFields implements HpackDecoder.Told {
    private static final String STATUS = ":status";
    private static final int SWITCHING_PROTOCOLS = 101;

    private Fields fields = new Fields();
    private @Nullable String wrong;
    private boolean regular;
    private int status;
    private long length;
    private long size;

    /** Begins a head. */
    void begin(ResponseHead head) {
        fields = head.fields();
        fields.clear();
        wrong = null;
        regular = false;
        status = 0;
        length = -1;
        size = 0;
    }

    @Override
    public void field(byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (wrong != null) {
            return;
        }
        size += nameEnd - nameStart + valueEnd - valueStart;
        if (size > ResponseParser.MAX_BYTES || fields.count() == ResponseParser.MAX_FIELDS) {
            wrong = "its head is longer than " + ResponseParser.MAX_BYTES + " bytes or has more than "
                    + ResponseParser.MAX_FIELDS + " fields";
        } else if (nameEnd > nameStart && bytes[nameStart] == ':') {
            pseudo(bytes, nameStart, nameEnd, valueStart, valueEnd);
        } else {
            regular = true;
            take(bytes, nameStart, nameEnd, valueStart, valueEnd);
        }
    }

    private void pseudo(byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (regular || status != 0 || !Syntax.same(bytes, nameStart, nameEnd, STATUS)) {
            wrong = "its head has a pseudo-header too many, or in the wrong place";
            return;
        }
        int number = 0;
        for (int i = valueStart; i < valueEnd; i++) {
            boolean digit = bytes[i] >= '0' && bytes[i] <= '9';
            number = digit ? number * 10 + bytes[i] - '0' : -1000;
        }
        boolean known = valueEnd - valueStart == 3 && number >= 100 && number <= 599;
        if (!known || number == SWITCHING_PROTOCOLS) {
            wrong = "its status is none that HTTP/2 has";
            return;
        }
        status = number;
    }

    private void take(byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        try {
            FieldChecks.check(bytes, nameStart, nameEnd, valueStart, valueEnd);
        } catch (BadRequest e) {
            wrong = "a field of its head is malformed, or one that HTTP/2 has no place for";
            return;
        }
        if (Field.of(bytes, nameStart, nameEnd) == Field.CONTENT_LENGTH) {
            long said = Syntax.length(bytes, valueStart, valueEnd);
            if (said < 0 || length >= 0 && said != length) {
                wrong = "its Content-Length is not a number, or said twice";
                return;
            }
            length = said;
        }
        int name = nameEnd - nameStart;
        int value = valueEnd - valueStart;
        int at = fields.reserve(name + value);
        System.arraycopy(bytes, nameStart, fields.bytes(), at, name);
        System.arraycopy(bytes, valueStart, fields.bytes(), at + name, value);
        fields.use(name + value);
        fields.addSpan(at, at + name, at + name, at + name + value);
    }

    /** The block has ended: completes the head. Returns what is wrong with it; null if nothing is. */
    @Nullable
    String end(ResponseHead head) {
        if (wrong == null && status == 0) {
            wrong = "its head has no status";
        }
        head.begin(status, "", true);
        head.http2(true);
        return wrong;
    }

    /** The Content-Length; -1 without one. */
    long length() {
        return length;
    }
}
