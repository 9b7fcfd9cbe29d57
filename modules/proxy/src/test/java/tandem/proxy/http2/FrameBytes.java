package tandem.proxy.http2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds a client's bytes for tests, right and wrong ones. */
public final class FrameBytes {
    public static final int DATA = FrameType.DATA;
    public static final int HEADERS = FrameType.HEADERS;
    public static final int PRIORITY = FrameType.PRIORITY;
    public static final int RST_STREAM = FrameType.RST_STREAM;
    public static final int SETTINGS = FrameType.SETTINGS;
    public static final int PUSH_PROMISE = FrameType.PUSH_PROMISE;
    public static final int PING = FrameType.PING;
    public static final int GOAWAY = FrameType.GOAWAY;
    public static final int WINDOW_UPDATE = FrameType.WINDOW_UPDATE;
    public static final int CONTINUATION = FrameType.CONTINUATION;
    public static final int ACK = FrameType.ACK;
    public static final int END_STREAM = FrameType.END_STREAM;
    public static final int END_HEADERS = FrameType.END_HEADERS;
    public static final int PADDED = FrameType.PADDED;
    public static final int WITH_PRIORITY = FrameType.WITH_PRIORITY;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int pause;

    public byte[] bytes() {
        return out.toByteArray();
    }

    /** What follows means what it means only once the body of stream 1 comes back. */
    public FrameBytes whenAnswered() {
        pause = out.size();
        return this;
    }

    /** What is sent before {@link #whenAnswered}; nothing where that was not said. */
    public FrameBytes before() {
        return new FrameBytes().raw(Arrays.copyOf(bytes(), pause));
    }

    /** What is sent behind {@link #whenAnswered}; all of it where that was not said. */
    public FrameBytes behind() {
        return new FrameBytes().raw(Arrays.copyOfRange(bytes(), pause, out.size()));
    }

    public static FrameBytes preface() {
        return new FrameBytes().raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    }

    public FrameBytes raw(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    public FrameBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** A frame whose length is that of its payload. */
    public FrameBytes frame(int type, int flags, int stream, byte[] payload) {
        return header(payload.length, type, flags, stream).raw(payload);
    }

    public FrameBytes frame(int type, int flags, int stream, int... payload) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        return frame(type, flags, stream, bytes);
    }

    /** A frame's first nine bytes, whatever follows. */
    public FrameBytes header(int length, int type, int flags, int stream) {
        out.writeBytes(ByteBuffer.allocate(9)
                .put((byte) (length >>> 16))
                .put((byte) (length >>> 8))
                .put((byte) length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .array());
        return this;
    }

    public FrameBytes settings(int... pairs) {
        ByteBuffer payload = ByteBuffer.allocate(pairs.length * 3);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
        }
        return frame(SETTINGS, 0, 0, payload.array());
    }

    public FrameBytes settingsAck() {
        return frame(SETTINGS, ACK, 0);
    }

    public FrameBytes ping(long payload) {
        return frame(PING, 0, 0, ByteBuffer.allocate(8).putLong(payload).array());
    }

    public FrameBytes windowUpdate(int stream, int increment) {
        return frame(WINDOW_UPDATE, 0, stream, number(increment));
    }

    public FrameBytes reset(int stream, ErrorCode code) {
        return frame(RST_STREAM, 0, stream, number(code.number()));
    }

    public FrameBytes data(int stream, boolean end, String payload) {
        return frame(DATA, end ? END_STREAM : 0, stream, payload.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A whole field block in one frame. */
    public FrameBytes headers(int stream, boolean end, HpackWriter block) {
        return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block.bytes());
    }

    /** A GET without a body. */
    public FrameBytes get(int stream, String path) {
        return headers(stream, true, request("GET", path));
    }

    /** The pseudo-headers of a request. */
    public static HpackWriter request(String method, String path) {
        return new HpackWriter()
                .field(":method", method)
                .field(":scheme", "http")
                .field(":path", path)
                .field(":authority", "shop.example");
    }

    /** What opens a WebSocket by RFC 8441. */
    public static HpackWriter webSocket(String path) {
        return request("CONNECT", path).field(":protocol", "websocket").field("sec-websocket-version", "13");
    }

    public static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }
}
