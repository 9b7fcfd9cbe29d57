package tandem.proxy.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Where a head is put together before it is written; grows, is reused. One thread. */
public final class HeadBytes {
    private byte[] bytes = new byte[4096];
    private int length;

    public HeadBytes clear() {
        length = 0;
        return this;
    }

    public int length() {
        return length;
    }

    /** What has been put, up to {@link #length}; until the next change. */
    public byte[] bytes() {
        return bytes;
    }

    /** Copies all of it; the target has room. */
    public void copyTo(ByteBuffer target) {
        target.put(bytes, 0, length);
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    public HeadBytes put(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        return this;
    }

    public HeadBytes put(byte[] from, int start, int end) {
        room(end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
        return this;
    }

    /** A part of it; the target has room. */
    public void copyTo(ByteBuffer target, int start, int end) {
        target.put(bytes, start, end - start);
    }

    /** Latin-1 text. */
    public HeadBytes put(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length + i] = (byte) text.charAt(i);
        }
        length += text.length();
        return this;
    }

    public HeadBytes put(char c) {
        room(1);
        bytes[length++] = (byte) c;
        return this;
    }

    public HeadBytes put(long number) {
        room(20);
        int start = length;
        long left = number;
        do {
            bytes[length++] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        for (int i = start, j = length - 1; i < j; i++, j--) {
            byte swapped = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = swapped;
        }
        return this;
    }

    /** A whole field line. */
    public HeadBytes field(Fields fields, int index) {
        int name = fields.nameEnd(index) - fields.nameStart(index);
        int value = fields.valueEnd(index) - fields.valueStart(index);
        room(name + value + 4);
        System.arraycopy(fields.bytes(), fields.nameStart(index), bytes, length, name);
        length += name;
        bytes[length++] = ':';
        bytes[length++] = ' ';
        System.arraycopy(fields.bytes(), fields.valueStart(index), bytes, length, value);
        length += value;
        return crlf();
    }

    /** A whole field line of known good text. */
    public HeadBytes field(String name, String value) {
        return put(name).put(':').put(' ').put(value).crlf();
    }

    public HeadBytes crlf() {
        room(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
        return this;
    }
}
