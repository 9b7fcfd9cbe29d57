package tandem.core.log;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * One line on its way into a log. What clients and members sent goes through {@link #escaped}, so that it can neither begin a line
 * nor end a quote (server/util.c, ap_escape_logitem). Made to be reused; one thread.
 */
public final class LogLine {
    /** Most bytes of a line; what does not fit is cut. */
    public static final int MOST = 64 * 1024;

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final int STAMPS = 16;

    private final Map<LogTime, LogTime.Stamp> stamps = new IdentityHashMap<>();
    private byte[] bytes = new byte[1024];
    private int length;
    private boolean json;

    /** Begins another line. */
    public LogLine clear() {
        length = 0;
        json = false;
        return this;
    }

    /** The line, up to {@link #length}. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    void json(boolean on) {
        json = on;
    }

    /** Forgets what was written behind this place. */
    void cut(int to) {
        length = to;
    }

    /** Ends the line, also one that was cut. */
    void end() {
        if (length >= MOST) {
            length = MOST - 1;
        }
        put('\n');
    }

    LogLine put(int b) {
        if (length == bytes.length) {
            if (length >= MOST) {
                return this;
            }
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = (byte) b;
        return this;
    }

    /** Text of this node's own, as it is. */
    LogLine put(String text) {
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
        return this;
    }

    /** Text of the configuration, in UTF-8. */
    void literal(byte[] text) {
        for (byte b : text) {
            boolean plain = !json || b < 0 || b >= ' ' && b != '"' && b != '\\';
            if (plain) {
                put(b);
            } else {
                escaped(b);
            }
        }
    }

    LogLine put(byte[] text) {
        for (byte b : text) {
            put(b);
        }
        return this;
    }

    LogLine number(long value) {
        long rest = value;
        if (rest < 0) {
            put('-');
            rest = -rest;
        }
        long power = 1;
        while (rest / power >= 10) {
            power *= 10;
        }
        for (; power > 0; power /= 10) {
            put('0' + (int) (rest / power % 10));
        }
        return this;
    }

    /** A number with leading zeros. */
    LogLine number(long value, int digits) {
        long power = 1;
        for (int i = 1; i < digits; i++) {
            power *= 10;
        }
        for (; power > 0; power /= 10) {
            put('0' + (int) (value / power % 10));
        }
        return this;
    }

    /** Text from outside; one character a byte. */
    public LogLine escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            escaped(text.charAt(i) & 0xff);
        }
        return this;
    }

    /** Bytes from outside. */
    public LogLine escaped(byte[] from, int start, int end) {
        for (int i = start; i < end; i++) {
            escaped(from[i] & 0xff);
        }
        return this;
    }

    private void escaped(int c) {
        if (c == '"' || c == '\\') {
            put('\\').put(c);
        } else if (c >= ' ' && c < 0x7f) {
            put(c);
        } else {
            int letter = switch (c) {
                case '\b' -> 'b';
                case '\n' -> 'n';
                case '\r' -> 'r';
                case '\t' -> 't';
                case 0x0b -> json ? 0 : 'v';
                default -> 0;
            };
            put('\\');
            if (letter != 0) {
                put(letter);
            } else {
                put(json ? "u00" : "x").put(HEX[c >> 4 & 15]).put(HEX[c & 15]);
            }
        }
    }

    /** What this thread last wrote of a time. */
    LogTime.Stamp stamp(LogTime time) {
        LogTime.Stamp stamp = stamps.get(time);
        if (stamp == null) {
            if (stamps.size() >= STAMPS) {
                stamps.clear();
            }
            stamp = new LogTime.Stamp();
            stamps.put(time, stamp);
        }
        return stamp;
    }
}
