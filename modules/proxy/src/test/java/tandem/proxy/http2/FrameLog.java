package tandem.proxy.http2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a server's frames for tests: one line a frame. */
public final class FrameLog {
    private static final String[] NAMES = {
        "DATA",
        "HEADERS",
        "PRIORITY",
        "RST_STREAM",
        "SETTINGS",
        "PUSH_PROMISE",
        "PING",
        "GOAWAY",
        "WINDOW_UPDATE",
        "CONTINUATION"
    };

    private final HpackDecoder decoder = new HpackDecoder();
    private final List<String> lines = new ArrayList<>();
    private ByteBuffer rest = ByteBuffer.allocate(0);
    private byte[] block = {};
    private String blockHead = "";

    /** All frames so far. */
    public List<String> lines() {
        return lines;
    }

    public void add(byte[] bytes) {
        ByteBuffer all = ByteBuffer.allocate(rest.remaining() + bytes.length)
                .put(rest)
                .put(bytes)
                .flip();
        while (all.remaining() >= 9) {
            int at = all.position();
            int length = all.getShort(at) << 8 & 0xffff00 | all.get(at + 2) & 0xff;
            if (all.remaining() < 9 + length) {
                break;
            }
            byte[] payload = new byte[length];
            all.get(at + 9, payload);
            frame(all.get(at + 3), all.get(at + 4), all.getInt(at + 5), payload);
            all.position(at + 9 + length);
        }
        rest = all;
    }

    private void frame(int type, int flags, int stream, byte[] payload) {
        String head = NAMES[type] + " " + stream;
        ByteBuffer bytes = ByteBuffer.wrap(payload);
        switch (type) {
            case FrameType.DATA ->
                lines.add(head + ends(flags) + " " + new String(payload, StandardCharsets.ISO_8859_1));
            case FrameType.HEADERS -> {
                block = payload;
                blockHead = head + ends(flags);
                endBlock(flags);
            }
            case FrameType.CONTINUATION -> {
                block = ByteBuffer.allocate(block.length + payload.length)
                        .put(block)
                        .put(payload)
                        .array();
                endBlock(flags);
            }
            case FrameType.RST_STREAM -> lines.add(head + " " + ErrorCode.values()[bytes.getInt()]);
            case FrameType.SETTINGS -> lines.add(settings(flags, bytes));
            case FrameType.PING -> lines.add("PING" + (flags == 1 ? " ack " : " ") + bytes.getLong());
            case FrameType.GOAWAY -> lines.add("GOAWAY " + bytes.getInt() + " " + ErrorCode.values()[bytes.getInt()]);
            case FrameType.WINDOW_UPDATE -> lines.add(head + " " + bytes.getInt());
            default -> throw new AssertionError("a server sent frame " + type);
        }
    }

    private static String ends(int flags) {
        return (flags & FrameType.END_STREAM) == 0 ? "" : " end";
    }

    private static String settings(int flags, ByteBuffer bytes) {
        StringBuilder line = new StringBuilder("SETTINGS" + (flags == 1 ? " ack" : ""));
        while (bytes.hasRemaining()) {
            line.append(' ').append(bytes.getShort()).append('=').append(bytes.getInt());
        }
        return line.toString();
    }

    private void endBlock(int flags) {
        if ((flags & FrameType.END_HEADERS) == 0) {
            return;
        }
        StringBuilder line = new StringBuilder(blockHead);
        try {
            decoder.decode(
                    block,
                    0,
                    block.length,
                    (bytes, nameStart, nameEnd, valueStart, valueEnd) -> line.append(' ')
                            .append(new String(bytes, nameStart, nameEnd - nameStart, StandardCharsets.ISO_8859_1))
                            .append('=')
                            .append(new String(bytes, valueStart, valueEnd - valueStart, StandardCharsets.ISO_8859_1)));
        } catch (ConnectionFault e) {
            throw new AssertionError(e);
        }
        lines.add(line.toString());
    }
}
