package tandem.proxy.http2;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The field block that is under way, over all its frames: RFC 9113 section 4.3. Bounded. One connection, one thread. */
final class FieldBlock {
    private static final int MOST_CONTINUATIONS = 32;
    private static final int PRIORITY_BYTES = 5;
    private static final int KEPT = 4096;

    private final int most;
    private byte[] bytes = {};
    private int length;
    private int stream;
    private boolean endsStream;
    private int prefix;
    private int continuations;

    FieldBlock(int most) {
        this.most = most;
    }

    /** A HEADERS frame begins. */
    void begin(int ofStream, boolean ends, boolean withPriority) {
        stream = ofStream;
        endsStream = ends;
        length = 0;
        continuations = 0;
        prefix = withPriority ? PRIORITY_BYTES : 0;
    }

    /** The stream that it belongs to; 0 if none is under way. */
    int stream() {
        return stream;
    }

    /** A CONTINUATION begins. */
    void goesOn() throws ConnectionFault {
        if (stream == 0) {
            throw new ConnectionFault(Reason.PROTOCOL, "a CONTINUATION continues nothing");
        }
        if (++continuations > MOST_CONTINUATIONS) {
            throw new ConnectionFault(Reason.HEADER_FLOOD, "a field block has too many frames");
        }
    }

    /**
     * Takes some bytes.
     *
     * @param expected how many more its frame has, these among them
     */
    void add(ByteBuffer in, int count, int expected) throws ConnectionFault {
        if (length + count > most) {
            throw new ConnectionFault(Reason.HEADER_FLOOD, "a field block is longer than " + most + " bytes");
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + expected, 256));
        }
        in.get(bytes, length, count);
        length += count;
    }

    /** A frame has ended; the priority stands whole in the first one. */
    void frameEnds() throws ConnectionFault {
        if (length < prefix) {
            throw new ConnectionFault(Reason.FRAME_SIZE, "a frame has not the length of its kind");
        }
    }

    /** It is complete. */
    void end(FrameReader.Told told) throws ConnectionFault {
        int of = stream;
        stream = 0;
        if (prefix > 0) {
            dependency(of, bytes);
        }
        told.fields(of, endsStream, bytes, prefix, length);
        if (bytes.length > KEPT) {
            bytes = new byte[0];
        }
    }

    /** RFC 9113 section 5.3.2 has no use for it; that of a stream on itself was an error in RFC 7540 section 5.3.1. */
    static void dependency(int of, byte[] priority) throws ConnectionFault {
        int on = (priority[0] & 0x7f) << 24
                | (priority[1] & 0xff) << 16
                | (priority[2] & 0xff) << 8
                | priority[3] & 0xff;
        if (on == of) {
            throw new ConnectionFault(Reason.PROTOCOL, "a stream depends on itself");
        }
    }
}
