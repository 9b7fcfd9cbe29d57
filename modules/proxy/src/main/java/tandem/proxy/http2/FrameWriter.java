package tandem.proxy.http2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import tandem.proxy.http.HeadBytes;

/** Writes frames behind what waits already: RFC 9113 sections 4 and 6. One connection, one thread. */
final class FrameWriter {
    /** The bytes in front of every payload. */
    static final int HEADER = 9;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_DEBUG = 128;

    private final IntFunction<ByteBuffer> out;

    /** @param out a buffer with room for so many bytes behind its position */
    FrameWriter(IntFunction<ByteBuffer> out) {
        this.out = out;
    }

    private ByteBuffer begin(int length, int type, int flags, int stream) {
        return header(out.apply(HEADER + length), length, type, flags, stream);
    }

    private static ByteBuffer header(ByteBuffer to, int length, int type, int flags, int stream) {
        return to.put((byte) (length >>> 16))
                .put((byte) (length >>> 8))
                .put((byte) length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream);
    }

    /** What a client sends before everything else. */
    void preface() {
        out.apply(PREFACE.length).put(PREFACE);
    }

    /** Settings, as pairs of name and value. */
    void settings(int... pairs) {
        ByteBuffer to = begin(pairs.length * 3, FrameType.SETTINGS, 0, 0);
        for (int i = 0; i < pairs.length; i += 2) {
            to.putShort((short) pairs[i]).putInt(pairs[i + 1]);
        }
    }

    void settingsAck() {
        begin(0, FrameType.SETTINGS, FrameType.ACK, 0);
    }

    void ping(boolean ack, long payload) {
        begin(8, FrameType.PING, ack ? FrameType.ACK : 0, 0).putLong(payload);
    }

    void reset(int stream, ErrorCode code) {
        begin(4, FrameType.RST_STREAM, 0, stream).putInt(code.number());
    }

    void windowUpdate(int stream, int increment) {
        begin(4, FrameType.WINDOW_UPDATE, 0, stream).putInt(increment);
    }

    /** @param debug a sentence for whoever looks into the client's log */
    void goAway(int lastStream, ErrorCode code, String debug) {
        byte[] text = debug.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(text.length, MOST_DEBUG);
        begin(8 + length, FrameType.GOAWAY, 0, 0)
                .putInt(lastStream)
                .putInt(code.number())
                .put(text, 0, length);
    }

    /** A field block, in as many frames as it needs. */
    void fields(int stream, HeadBytes block, boolean end) {
        int length = block.length();
        int frames = Math.max(1, (length + FrameReader.MAX_FRAME - 1) / FrameReader.MAX_FRAME);
        ByteBuffer to = out.apply(length + frames * HEADER);
        for (int i = 0, at = 0; i < frames; i++) {
            int size = Math.min(length - at, FrameReader.MAX_FRAME);
            int flags = (i == 0 && end ? FrameType.END_STREAM : 0) | (i == frames - 1 ? FrameType.END_HEADERS : 0);
            header(to, size, i == 0 ? FrameType.HEADERS : FrameType.CONTINUATION, flags, stream);
            block.copyTo(to, at, at + size);
            at += size;
        }
    }

    /** Payload of a body: so many bytes of it. */
    void data(int stream, ByteBuffer payload, int length, boolean end) {
        ByteBuffer to = begin(length, FrameType.DATA, end ? FrameType.END_STREAM : 0, stream);
        int limit = payload.limit();
        payload.limit(payload.position() + length);
        to.put(payload);
        payload.limit(limit);
    }
}
