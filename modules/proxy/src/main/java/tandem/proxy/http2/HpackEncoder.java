package tandem.proxy.http2;

import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.Syntax;

/**
 * Packs fields: names out of the static table where they are there, everything else as it stands. Uses no
 * dynamic table, and says so in its first block, so that no setting of the other side's ever concerns it. One connection, one thread.
 */
public final class HpackEncoder {
    private static final int WHOLE_FIELD = 0x80;
    private static final int NO_TABLE = 0x20;
    private static final int NAMED = 0x00;
    private static final int AUTHORITY_NAME = 1;
    private static final int METHOD_GET = 2;
    private static final int METHOD_POST = 3;
    private static final int PATH_NAME = 4;
    private static final int SCHEME_HTTP = 6;
    private static final int SCHEME_HTTPS = 7;
    private static final int STATUS_NAME = 8;

    private boolean begun;

    /** Begins a block of a response with its status. */
    public void status(HeadBytes out, int status) {
        begin(out);
        int index = StaticTable.ofStatus(status);
        if (index > 0) {
            out.put((char) (WHOLE_FIELD | index));
            return;
        }
        integer(out, NAMED, 4, STATUS_NAME);
        integer(out, 0, 7, 3);
        out.put(status);
    }

    /** Begins a block without a status: trailers. */
    public void trailers(HeadBytes out) {
        begin(out);
    }

    private void begin(HeadBytes out) {
        if (!begun) {
            begun = true;
            out.put((char) NO_TABLE);
        }
    }

    /**
     * Begins a block of a request; {@link #authority} and {@link #path} follow.
     *
     * @param secure whether the scheme is https
     */
    public void request(HeadBytes out, byte[] bytes, int methodStart, int methodEnd, boolean secure) {
        begin(out);
        if (Syntax.same(bytes, methodStart, methodEnd, "GET")) {
            out.put((char) (WHOLE_FIELD | METHOD_GET));
        } else if (Syntax.same(bytes, methodStart, methodEnd, "POST")) {
            out.put((char) (WHOLE_FIELD | METHOD_POST));
        } else {
            named(out, METHOD_GET, bytes, methodStart, methodEnd);
        }
        out.put((char) (WHOLE_FIELD | (secure ? SCHEME_HTTPS : SCHEME_HTTP)));
    }

    /** {@code :path}, behind {@link #request}. */
    public void path(HeadBytes out, byte[] bytes, int start, int end) {
        named(out, PATH_NAME, bytes, start, end);
    }

    /** {@code :authority}, behind {@link #request}. */
    public void authority(HeadBytes out, byte[] bytes, int start, int end) {
        named(out, AUTHORITY_NAME, bytes, start, end);
    }

    private static void named(HeadBytes out, int name, byte[] bytes, int start, int end) {
        integer(out, NAMED, 4, name);
        integer(out, 0, 7, end - start);
        out.put(bytes, start, end);
    }

    /** A field; its name goes in lower case. */
    public void field(HeadBytes out, byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int index = StaticTable.ofName(bytes, nameStart, nameEnd);
        integer(out, NAMED, 4, index);
        if (index == 0) {
            integer(out, 0, 7, nameEnd - nameStart);
            for (int i = nameStart; i < nameEnd; i++) {
                out.put((char) StaticTable.lower(bytes[i]));
            }
        }
        integer(out, 0, 7, valueEnd - valueStart);
        out.put(bytes, valueStart, valueEnd);
    }

    /** {@code content-length}. */
    public void length(HeadBytes out, long length) {
        integer(out, NAMED, 4, StaticTable.CONTENT_LENGTH);
        integer(out, 0, 7, digits(length));
        out.put(length);
    }

    /** {@code date}. */
    public void date(HeadBytes out, byte[] bytes, int start, int end) {
        named(out, StaticTable.DATE, bytes, start, end);
    }

    private static int digits(long number) {
        int digits = 1;
        for (long left = number; left > 9; left /= 10) {
            digits++;
        }
        return digits;
    }

    private static void integer(HeadBytes out, int pattern, int prefixBits, int value) {
        int mask = (1 << prefixBits) - 1;
        if (value < mask) {
            out.put((char) (pattern | value));
            return;
        }
        out.put((char) (pattern | mask));
        int left = value - mask;
        while (left > 0x7f) {
            out.put((char) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.put((char) left);
    }
}
