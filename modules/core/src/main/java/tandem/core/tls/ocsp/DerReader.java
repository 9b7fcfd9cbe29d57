package tandem.core.tls.ocsp;

import java.util.Arrays;

/**
 * Steps through DER (X.690), one element after the other. Every method refuses what is not well formed or not what was expected.
 * One thread.
 */
final class DerReader {
    static final int INTEGER = 0x02;
    static final int BITS = 0x03;
    static final int OCTETS = 0x04;
    static final int NULL = 0x05;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int ENUMERATED = 0x0a;
    static final int GENERALIZED_TIME = 0x18;
    static final int SEQUENCE = 0x30;

    private static final int LONG_FORM = 0x80;
    private static final int MOST_LENGTH_BYTES = 3;

    private final byte[] bytes;
    private final int end;
    private int at;

    DerReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private DerReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** Explicit or constructed tag {@code [number]}. */
    static int context(int number) {
        return 0xa0 | number;
    }

    boolean more() {
        return at < end;
    }

    /** Whether the next element has this tag; it is not taken. */
    boolean next(int tag) {
        return more() && (bytes[at] & 0xff) == tag;
    }

    /** The content of the next element, to be stepped through. */
    DerReader enter(int tag) {
        if (!next(tag)) {
            throw new IllegalArgumentException("is not the DER that was expected at byte " + at);
        }
        at++;
        int length = length();
        if (length > end - at) {
            throw new IllegalArgumentException("is cut short at byte " + at);
        }
        DerReader inner = new DerReader(bytes, at, at + length);
        at += length;
        return inner;
    }

    private int length() {
        int first = octet();
        if (first < LONG_FORM) {
            return first;
        }
        int count = first - LONG_FORM;
        if (count == 0 || count > MOST_LENGTH_BYTES) {
            throw new IllegalArgumentException("has a length that is not DER at byte " + at);
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | octet();
        }
        return length;
    }

    private int octet() {
        if (!more()) {
            throw new IllegalArgumentException("is cut short at byte " + at);
        }
        return bytes[at++] & 0xff;
    }

    /** The content of the next element. */
    byte[] content(int tag) {
        return enter(tag).rest();
    }

    /** All that has not been taken. */
    byte[] rest() {
        return Arrays.copyOfRange(bytes, at, end);
    }

    /** Passes over the next element, whatever it is; its tag. */
    int skip() {
        if (!more()) {
            throw new IllegalArgumentException("is cut short at byte " + at);
        }
        int tag = bytes[at] & 0xff;
        enter(tag);
        return tag;
    }

    /** Passes over the next element if it has this tag. */
    void skipIf(int tag) {
        if (next(tag)) {
            skip();
        }
    }
}
