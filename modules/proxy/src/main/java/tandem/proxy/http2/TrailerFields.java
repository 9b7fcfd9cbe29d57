package tandem.proxy.http2;

import org.jspecify.annotations.Nullable;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.Fields;
import tandem.proxy.http.ForbiddenTrailers;

/** Takes what stands behind a body: RFC 9113 section 8.1; bounded as in HTTP/1. One body, one thread. */
final class TrailerFields implements HpackDecoder.Told {
    private static final int MOST = 100;

    private final Fields fields = new Fields();
    private final int maxBytes;
    private @Nullable BadRequest wrong;
    private long size;

    TrailerFields(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Those that were sent; what must not stand there is dropped. */
    Fields fields() {
        return fields;
    }

    /** What is wrong with them; null if nothing is. */
    @Nullable
    BadRequest wrong() {
        return wrong;
    }

    @Override
    public void field(byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (wrong != null) {
            return;
        }
        try {
            FieldChecks.check(bytes, nameStart, nameEnd, valueStart, valueEnd);
            int name = nameEnd - nameStart;
            int value = valueEnd - valueStart;
            size += name + value;
            if (size > maxBytes || fields.count() == MOST) {
                throw new BadRequest(431, "Trailers are longer than " + maxBytes + " bytes or more than " + MOST + ".");
            }
            int at = fields.reserve(name + value);
            System.arraycopy(bytes, nameStart, fields.bytes(), at, name);
            System.arraycopy(bytes, valueStart, fields.bytes(), at + name, value);
            fields.use(name + value);
            fields.addSpan(at, at + name, at + name, at + name + value);
            ForbiddenTrailers.drop(fields, fields.count() - 1);
        } catch (BadRequest e) {
            wrong = e;
        }
    }
}
