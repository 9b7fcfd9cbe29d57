package tandem.proxy.origin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one header of the PROXY protocol, version 1 or 2, in however many pieces it comes, and never a byte beyond it: what
 * follows is left for whoever reads next. One connection, one thread.
 */
public final class ProxyHeaderReader {
    private static final byte[] VERSION_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION_2 = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int FIXED = 16;
    private static final int LENGTH_AT = 14;
    private static final int MOST_FOLLOWING = 4096;

    /** How far it is. */
    public enum State {
        /** More has to come. */
        MORE,
        /** It is there; ask {@link #origin}. */
        COMPLETE,
        /** It is none; ask {@link #reason}. */
        BAD
    }

    private byte[] bytes = new byte[LineHeader.MOST];
    private int count;
    private @Nullable Origin origin;
    private String reason = "";

    /** Where the next bytes go; has room for as many as certainly belong to the header, at least 1. */
    public ByteBuffer room() {
        int wanted = wanted();
        if (count + wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, count + wanted);
        }
        return ByteBuffer.wrap(bytes, count, wanted);
    }

    private int wanted() {
        if (count < VERSION_2.length) {
            return VERSION_2.length - count;
        }
        if (bytes[0] == VERSION_1[0]) {
            return LineHeader.wanted(bytes, count);
        }
        return (count < FIXED ? FIXED : FIXED + following()) - count;
    }

    private int following() {
        return (bytes[LENGTH_AT] & 0xff) << 8 | bytes[LENGTH_AT + 1] & 0xff;
    }

    /** So many bytes have come into {@link #room}. */
    public State came(int number) {
        count += number;
        try {
            return read();
        } catch (BadHeader e) {
            reason = String.valueOf(e.getMessage());
            return State.BAD;
        }
    }

    private State read() throws BadHeader {
        if (starts(VERSION_1)) {
            return line();
        }
        if (!starts(VERSION_2)) {
            throw new BadHeader("it began with something else than a header of the PROXY protocol");
        }
        if (count < FIXED) {
            return State.MORE;
        }
        if (following() > MOST_FOLLOWING) {
            throw new BadHeader("its header has " + following() + " bytes; at most " + MOST_FOLLOWING + " are read");
        }
        if (count < FIXED + following()) {
            BinaryHeader.begins(bytes);
            return State.MORE;
        }
        origin = new BinaryHeader(bytes, FIXED + following()).read();
        return State.COMPLETE;
    }

    private State line() throws BadHeader {
        if (count < VERSION_2.length || bytes[count - 1] != '\n') {
            LineHeader.tooLong(count);
            return State.MORE;
        }
        origin = LineHeader.read(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
        return State.COMPLETE;
    }

    private boolean starts(byte[] with) {
        int length = Math.min(count, with.length);
        return Arrays.equals(bytes, 0, length, with, 0, length);
    }

    /** Whether nothing has come. */
    public boolean nothing() {
        return count == 0;
    }

    /** What it says, once it is complete. */
    public Origin origin() {
        if (origin == null) {
            throw new IllegalStateException("the header is not complete");
        }
        return origin;
    }

    /** Why it is bad. */
    public String reason() {
        return reason;
    }

    /** A header that is none. */
    static final class BadHeader extends Exception {
        private static final long serialVersionUID = 1;

        BadHeader(String message) {
            super(message, null, false, false);
        }
    }
}
