package tandem.e2e;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/** A server's side of one WebSocket (RFC 6455) that sends back each frame; short ones, no extensions. Uses the JDK alone. */
final class WebSocketEcho {
    private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int OPCODE = 0x0f;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FINAL = 0x80;
    private static final int MASK_BYTES = 4;
    /** Above, a frame's length has more bytes than one. */
    private static final int SHORT = 125;

    private WebSocketEcho() {}

    /** Answers the request to open it, then serves it until it is closed. */
    static void serve(String head, InputStream from, OutputStream out) throws IOException {
        out.write(FlowMember.ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key(head)) + "\r\n\r\n"));
        out.flush();
        DataInputStream in = new DataInputStream(from);
        for (int first = in.read(); first >= 0; first = in.read()) {
            int length = in.readUnsignedByte() & 0x7f;
            if (length > SHORT) {
                throw new IOException("a frame is longer than " + SHORT + " bytes");
            }
            byte[] mask = in.readNBytes(MASK_BYTES);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % MASK_BYTES];
            }
            int opcode = first & OPCODE;
            if (opcode != PONG) {
                send(out, opcode == PING ? FINAL | PONG : first, payload);
            }
            if (opcode == CLOSE) {
                return;
            }
        }
    }

    private static void send(OutputStream out, int first, byte[] payload) throws IOException {
        out.write(ByteBuffer.allocate(2 + payload.length)
                .put((byte) first)
                .put((byte) payload.length)
                .put(payload)
                .array());
        out.flush();
    }

    private static String key(String head) throws IOException {
        String name = "\r\nsec-websocket-key: ";
        int at = head.toLowerCase(Locale.ROOT).indexOf(name);
        if (at < 0) {
            throw new IOException("a WebSocket without a key");
        }
        return head.substring(at + name.length(), head.indexOf("\r\n", at + 2));
    }

    private static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest(FlowMember.ascii(key + SUFFIX)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
