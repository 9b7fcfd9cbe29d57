package tandem.proxy.http2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Takes the other side's bytes apart into frames, whatever pieces they come in, and strictly: RFC 9113 sections 3.4, 4 and 6. Holds no more
 * than one field block; everything else is passed on as it comes. One connection, one thread.
 */
public final class FrameReader {
    /** The largest payload of a frame, which is what holds without a setting. */
    public static final int MAX_FRAME = 16_384;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 9;
    private static final int PRIORITY_BYTES = 5;
    private static final int PING_BYTES = 8;
    private static final int SETTING_BYTES = 6;

    /** Takes what the frames say; lengths and stream numbers are checked as far as that needs no state of a stream. */
    public interface Told {
        /** A frame of this length (it counts against windows) has begun; its payload follows. */
        void dataBegins(int stream, int flowLength, boolean end) throws ConnectionFault;

        /** A piece of that payload; it is passed over as far as it is not taken. */
        void data(ByteBuffer piece) throws ConnectionFault;

        /** All of that frame has come. */
        void dataEnds() throws ConnectionFault;

        /** A whole field block; valid until this returns. */
        void fields(int stream, boolean end, byte[] bytes, int start, int blockEnd) throws ConnectionFault;

        void reset(int stream, int code) throws ConnectionFault;

        /** One setting; {@link #settingsEnd} follows the last one. */
        void setting(int name, long value) throws ConnectionFault;

        void settingsEnd() throws ConnectionFault;

        void settingsAck() throws ConnectionFault;

        /** @param ack whether it answers one of ours */
        void ping(boolean ack, long payload) throws ConnectionFault;

        void goAway(int lastStream, int code) throws ConnectionFault;

        /** @param stream 0 for the connection */
        void windowUpdate(int stream, int increment) throws ConnectionFault;

        /** A frame that asks for nothing: a priority, one of an unknown kind, a continuation. */
        void aside() throws ConnectionFault;
    }

    private enum State {
        PREFACE,
        HEADER,
        PAD_LENGTH,
        DATA,
        BLOCK,
        SMALL,
        SKIP
    }

    private final Told told;
    private final byte[] small = new byte[HEADER];
    private State state = State.PREFACE;
    private boolean settled;
    private boolean stopped;
    private int gathered;
    private int units;

    // the frame under way
    private int left;
    private int type;
    private int flags;
    private int stream;
    private int flowLength;
    private int padding;

    private final FieldBlock block;

    /**
     * Expects the preface.
     *
     * @param maxBlock the most bytes of a packed field block, at least one frame's
     */
    public FrameReader(Told told, int maxBlock) {
        this.told = told;
        this.block = new FieldBlock(maxBlock);
    }

    /** The same for the bytes of a server, which begin with its settings. */
    static FrameReader ofServer(Told told, int maxBlock) {
        FrameReader reader = new FrameReader(told, maxBlock);
        reader.state = State.HEADER;
        return reader;
    }

    /** Whether the preface, a field block or a frame without payload of a body has begun and not ended. */
    public boolean withinHead() {
        return state != State.HEADER && state != State.DATA || gathered > 0 || block.stream() != 0;
    }

    /** How many of them were begun. */
    public int units() {
        return units;
    }

    /** Takes nothing more; what is read from now on is passed over. */
    public void stop() {
        stopped = true;
    }

    /**
     * Takes all bytes.
     *
     * @throws ConnectionFault if they are not HTTP/2, or what is told says so; nothing that follows makes sense
     */
    public void read(ByteBuffer in) throws ConnectionFault {
        boolean more = true;
        while (more && !stopped) {
            more = step(in);
        }
        if (stopped) {
            in.position(in.limit());
        }
    }

    private boolean step(ByteBuffer in) throws ConnectionFault {
        return switch (state) {
            case PREFACE -> preface(in);
            case HEADER -> gather(in, HEADER) && begin();
            case PAD_LENGTH -> gather(in, 1) && padded();
            case DATA -> data(in);
            case BLOCK -> block(in);
            case SMALL -> gather(in, smallLength()) && small();
            case SKIP -> skip(in);
        };
    }

    private static ConnectionFault fault(Reason reason, String sentence) {
        return new ConnectionFault(reason, sentence);
    }

    private boolean preface(ByteBuffer in) throws ConnectionFault {
        while (in.hasRemaining() && gathered < PREFACE.length) {
            if (in.get() != PREFACE[gathered++]) {
                throw fault(Reason.PROTOCOL, "the connection does not begin with the preface of HTTP/2");
            }
        }
        if (gathered < PREFACE.length) {
            return false;
        }
        next();
        return true;
    }

    private void next() {
        state = State.HEADER;
        gathered = 0;
    }

    /** Whether so many bytes are in {@link #small}. */
    private boolean gather(ByteBuffer in, int wanted) {
        int take = Math.min(wanted - gathered, in.remaining());
        in.get(small, gathered, take);
        gathered += take;
        return gathered == wanted;
    }

    private int number(int at) {
        return (small[at] & 0xff) << 24
                | (small[at + 1] & 0xff) << 16
                | (small[at + 2] & 0xff) << 8
                | small[at + 3] & 0xff;
    }

    private boolean begin() throws ConnectionFault {
        left = (small[0] & 0xff) << 16 | (small[1] & 0xff) << 8 | small[2] & 0xff;
        type = small[3] & 0xff;
        flags = small[4] & 0xff;
        stream = number(5) & 0x7fffffff;
        gathered = 0;
        units += block.stream() == 0 ? 1 : 0;
        padding = 0;
        flowLength = left;
        if (left > MAX_FRAME) {
            throw fault(Reason.FRAME_SIZE, "a frame is longer than " + MAX_FRAME + " bytes");
        }
        if (!settled && (type != FrameType.SETTINGS || flagged(FrameType.ACK))) {
            throw fault(Reason.PROTOCOL, "the first frame is not SETTINGS");
        }
        if (block.stream() != 0 && (type != FrameType.CONTINUATION || stream != block.stream())) {
            throw fault(Reason.PROTOCOL, "a field block is interrupted");
        }
        state = frame();
        return true;
    }

    private boolean flagged(int flag) {
        return (flags & flag) != 0;
    }

    /** Checks the frame's length and stream; how its payload is read. */
    private State frame() throws ConnectionFault {
        switch (type) {
            case FrameType.DATA -> {
                ofStream(true);
                return begun(State.DATA);
            }
            case FrameType.HEADERS -> {
                ofStream(true);
                block.begin(stream, flagged(FrameType.END_STREAM), flagged(FrameType.WITH_PRIORITY));
                return begun(State.BLOCK);
            }
            case FrameType.CONTINUATION -> {
                block.goesOn();
                told.aside();
                return State.BLOCK;
            }
            case FrameType.PRIORITY -> fixed(PRIORITY_BYTES, true);
            case FrameType.RST_STREAM -> fixed(4, true);
            case FrameType.WINDOW_UPDATE -> fixed(4, stream != 0);
            case FrameType.PING -> fixed(PING_BYTES, false);
            case FrameType.GOAWAY -> {
                ofStream(false);
                if (left < PING_BYTES) {
                    throw wrongLength();
                }
            }
            case FrameType.SETTINGS -> {
                return settings();
            }
            case FrameType.PUSH_PROMISE -> throw fault(Reason.PROTOCOL, "something is pushed that nobody asked for");
            default -> {
                told.aside();
                return State.SKIP;
            }
        }
        return State.SMALL;
    }

    private void ofStream(boolean wanted) throws ConnectionFault {
        if (stream != 0 != wanted) {
            throw fault(
                    Reason.PROTOCOL,
                    wanted ? "a frame of a stream names no stream" : "a frame of the connection names a stream");
        }
    }

    private void fixed(int length, boolean ofStream) throws ConnectionFault {
        ofStream(ofStream);
        if (left != length) {
            throw wrongLength();
        }
    }

    private static ConnectionFault wrongLength() {
        return fault(Reason.FRAME_SIZE, "a frame has not the length of its kind");
    }

    private State settings() throws ConnectionFault {
        ofStream(false);
        if (flagged(FrameType.ACK)) {
            if (left != 0) {
                throw wrongLength();
            }
            told.settingsAck();
            return State.HEADER;
        }
        if (left % SETTING_BYTES != 0) {
            throw wrongLength();
        }
        settled = true;
        if (left == 0) {
            told.settingsEnd();
            return State.HEADER;
        }
        return State.SMALL;
    }

    // ---- payloads ----

    private State begun(State payload) throws ConnectionFault {
        if (flagged(FrameType.PADDED)) {
            if (left == 0) {
                throw wrongLength();
            }
            return State.PAD_LENGTH;
        }
        if (payload == State.DATA) {
            told.dataBegins(stream, flowLength, flagged(FrameType.END_STREAM));
        }
        return payload;
    }

    private boolean padded() throws ConnectionFault {
        padding = small[0] & 0xff;
        left--;
        gathered = 0;
        if (padding > left) {
            throw fault(Reason.PROTOCOL, "a frame has more padding than payload");
        }
        left -= padding;
        if (type == FrameType.DATA) {
            told.dataBegins(stream, flowLength, flagged(FrameType.END_STREAM));
            state = State.DATA;
        } else {
            state = State.BLOCK;
        }
        return true;
    }

    private boolean data(ByteBuffer in) throws ConnectionFault {
        int take = Math.min(left, in.remaining());
        if (take > 0) {
            left -= take;
            int limit = in.limit();
            int end = in.position() + take;
            in.limit(end);
            told.data(in);
            in.limit(limit).position(end);
        }
        if (left > 0) {
            return false;
        }
        skipPadding();
        told.dataEnds();
        return true;
    }

    private void skipPadding() {
        left = padding;
        if (left > 0) {
            state = State.SKIP;
        } else {
            next();
        }
    }

    private boolean skip(ByteBuffer in) {
        int take = Math.min(left, in.remaining());
        in.position(in.position() + take);
        left -= take;
        if (left > 0) {
            return false;
        }
        next();
        return true;
    }

    private boolean block(ByteBuffer in) throws ConnectionFault {
        int take = Math.min(left, in.remaining());
        if (take > 0) {
            block.add(in, take, left);
            left -= take;
        }
        if (left > 0) {
            return false;
        }
        skipPadding();
        block.frameEnds();
        if (flagged(FrameType.END_HEADERS)) {
            block.end(told);
        }
        return true;
    }

    private int smallLength() {
        return type == FrameType.SETTINGS ? SETTING_BYTES : Math.min(left, PING_BYTES);
    }

    private boolean small() throws ConnectionFault {
        int length = gathered;
        gathered = 0;
        left -= length;
        if (type == FrameType.SETTINGS) {
            told.setting((small[0] & 0xff) << 8 | small[1] & 0xff, number(2) & 0xffffffffL);
            if (left == 0) {
                next();
                told.settingsEnd();
            }
            return true;
        }
        state = left > 0 ? State.SKIP : State.HEADER;
        switch (type) {
            case FrameType.PRIORITY -> {
                FieldBlock.dependency(stream, small);
                told.aside();
            }
            case FrameType.RST_STREAM -> told.reset(stream, number(0));
            case FrameType.WINDOW_UPDATE -> told.windowUpdate(stream, number(0) & 0x7fffffff);
            case FrameType.PING -> told.ping(flagged(FrameType.ACK), (long) number(0) << 32 | number(4) & 0xffffffffL);
            default -> told.goAway(number(0) & 0x7fffffff, number(4));
        }
        return true;
    }
}
