package tandem.proxy.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header fields of one message as spans over one byte array, in order of arrival. Made to be reused: {@link #clear} keeps
 * the memory. One thread.
 */
public final class Fields {
    private static final int STRIDE = 4;
    private static final int NAME_START = 0;
    private static final int NAME_END = 1;
    private static final int VALUE_START = 2;
    private static final int VALUE_END = 3;
    private static final int ROOMY = 128 * 1024;

    private byte[] bytes = new byte[1024];
    private int length;
    private int[] spans = new int[STRIDE * 24];
    private Field[] known = new Field[24];
    private boolean[] dropped = new boolean[24];
    private int count;

    /** Forgets all fields. */
    public void clear() {
        length = 0;
        count = 0;
        if (bytes.length > ROOMY) {
            bytes = new byte[1024];
        }
    }

    /** The bytes that spans point into; valid until the next {@link #reserve}. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes are in use. */
    public int length() {
        return length;
    }

    /** Makes room for more bytes at {@link #length} and returns where it begins; {@link #use} then claims it. */
    public int reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
        return length;
    }

    /** Claims bytes that were written behind {@link #length}. */
    public void use(int written) {
        length += written;
    }

    /** Adds a field whose name and value lie in {@link #bytes}; the value is trimmed of blanks. */
    public void addSpan(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (count == known.length) {
            spans = Arrays.copyOf(spans, spans.length * 2);
            known = Arrays.copyOf(known, known.length * 2);
            dropped = Arrays.copyOf(dropped, dropped.length * 2);
        }
        int start = valueStart;
        int end = valueEnd;
        while (start < end && blank(bytes[start])) {
            start++;
        }
        while (end > start && blank(bytes[end - 1])) {
            end--;
        }
        int at = count * STRIDE;
        spans[at + NAME_START] = nameStart;
        spans[at + NAME_END] = nameEnd;
        spans[at + VALUE_START] = start;
        spans[at + VALUE_END] = end;
        known[count] = Field.of(bytes, nameStart, nameEnd);
        dropped[count] = false;
        count++;
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Adds a field; characters above 255 do not occur in HTTP and are cut to a byte. */
    public void add(String name, String value) {
        int at = reserve(name.length() + value.length());
        int valueAt = put(name, at);
        int end = put(value, valueAt);
        use(end - at);
        addSpan(at, valueAt, valueAt, end);
    }

    /** Gives a field another value. */
    public void replace(int index, String value) {
        int at = reserve(value.length());
        int end = put(value, at);
        use(end - at);
        spans[index * STRIDE + VALUE_START] = at;
        spans[index * STRIDE + VALUE_END] = end;
    }

    private int put(String text, int at) {
        for (int i = 0; i < text.length(); i++) {
            bytes[at + i] = (byte) text.charAt(i);
        }
        return at + text.length();
    }

    /** How many fields there are, dropped ones included. */
    public int count() {
        return count;
    }

    /** Which field it is. */
    public Field known(int index) {
        return known[index];
    }

    /** Whether it is not to be passed on. */
    public boolean dropped(int index) {
        return dropped[index];
    }

    /** Marks a field as not to be passed on. */
    public void drop(int index) {
        dropped[index] = true;
    }

    public int nameStart(int index) {
        return spans[index * STRIDE + NAME_START];
    }

    public int nameEnd(int index) {
        return spans[index * STRIDE + NAME_END];
    }

    public int valueStart(int index) {
        return spans[index * STRIDE + VALUE_START];
    }

    public int valueEnd(int index) {
        return spans[index * STRIDE + VALUE_END];
    }

    /** The name as text. */
    public String name(int index) {
        return text(nameStart(index), nameEnd(index));
    }

    /** The value as text, one character a byte. */
    public String value(int index) {
        return text(valueStart(index), valueEnd(index));
    }

    private String text(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** The first field of this kind at or after an index, or -1. */
    public int find(Field field, int from) {
        for (int i = from; i < count; i++) {
            if (known[i] == field) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The first field of this name at or after an index that is not dropped, or -1; for names that {@link Field} does not have.
     *
     * @param lowerCaseName ASCII, in lower case
     */
    public int find(byte[] lowerCaseName, int from) {
        for (int i = from; i < count; i++) {
            if (!dropped[i] && Syntax.equalsIgnoreCase(bytes, nameStart(i), nameEnd(i), lowerCaseName)) {
                return i;
            }
        }
        return -1;
    }

    /** All values of this name that are not dropped, joined by a separator; empty without one. */
    public String joined(byte[] lowerCaseName, String separator) {
        int first = find(lowerCaseName, 0);
        if (first < 0) {
            return "";
        }
        StringBuilder text = new StringBuilder(value(first));
        for (int i = find(lowerCaseName, first + 1); i >= 0; i = find(lowerCaseName, i + 1)) {
            text.append(separator).append(value(i));
        }
        return text.toString();
    }

    /** How many fields of this kind there are. */
    public int count(Field field) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            if (known[i] == field) {
                found++;
            }
        }
        return found;
    }

    /** All values of this kind that are not dropped, joined by a separator; empty without one. */
    public String joined(Field field, String separator) {
        int first = find(field, 0);
        int second = first < 0 ? -1 : find(field, first + 1);
        if (second < 0) {
            return first < 0 || dropped[first] ? "" : value(first);
        }
        StringBuilder text = new StringBuilder();
        for (int i = first; i >= 0; i = find(field, i + 1)) {
            if (!dropped[i]) {
                text.append(text.isEmpty() ? "" : separator).append(value(i));
            }
        }
        return text.toString();
    }

    /** Marks every field that concerns one connection only: the known ones and those that Connection names. */
    public void dropHopByHop() {
        for (int i = 0; i < count; i++) {
            if (known[i].hopByHop()) {
                dropped[i] = true;
                if (known[i] == Field.CONNECTION) {
                    dropNamed(i);
                }
            }
        }
    }

    private void dropNamed(int connection) {
        int end = valueEnd(connection);
        int at = valueStart(connection);
        while (at < end) {
            int tokenEnd = tokenEnd(at, end);
            for (int i = 0; i < count; i++) {
                if (sameName(i, at, tokenEnd)) {
                    dropped[i] = true;
                }
            }
            at = nextToken(tokenEnd, end);
        }
    }

    private boolean sameName(int index, int start, int end) {
        int nameStart = nameStart(index);
        if (nameEnd(index) - nameStart != end - start || end == start) {
            return false;
        }
        for (int i = 0; i < end - start; i++) {
            if (Syntax.lower(bytes[nameStart + i]) != Syntax.lower(bytes[start + i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a list field has this member.
     *
     * @param lowerCase ASCII, in lower case
     */
    public boolean listed(Field field, byte[] lowerCase) {
        for (int i = find(field, 0); i >= 0; i = find(field, i + 1)) {
            int end = valueEnd(i);
            int at = valueStart(i);
            while (at < end) {
                int tokenEnd = tokenEnd(at, end);
                if (Syntax.equalsIgnoreCase(bytes, at, tokenEnd, lowerCase)) {
                    return true;
                }
                at = nextToken(tokenEnd, end);
            }
        }
        return false;
    }

    private int tokenEnd(int from, int end) {
        int at = from;
        while (at < end && bytes[at] != ',' && !blank(bytes[at])) {
            at++;
        }
        return at;
    }

    private int nextToken(int from, int end) {
        int at = from;
        while (at < end && (bytes[at] == ',' || blank(bytes[at]))) {
            at++;
        }
        return at;
    }
}
