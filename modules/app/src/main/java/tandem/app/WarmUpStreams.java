package tandem.app;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One connection of a warm-up by HTTP/2, on which several streams run at once; opens windows as a browser does. Sends nothing but
 * what RFC 9113 asks of a client, and packs no field. One thread.
 */
final class WarmUpStreams {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int AT_ONCE = 10;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int GO_AWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    /** Of DATA and HEADERS: the stream ends; of SETTINGS: it was taken note of. */
    private static final int LAST = 1;

    private static final int END_HEADERS = 4;
    private static final byte[] NOTHING = {};

    private final Socket socket;
    private final DataInputStream in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int stream = -1;

    /** @param socket on which HTTP/2 has been agreed, or is known to be spoken */
    WarmUpStreams(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, NOTHING);
    }

    /** The fields of a GET, as a block that needs no table. */
    static byte[] request(String path) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        String[] fields = {
            ":method",
            "GET",
            ":scheme",
            "http",
            ":path",
            path,
            ":authority",
            "warm-up",
            "user-agent",
            "warm-up",
            "accept",
            "*/*",
            "cookie",
            "BALANCEID=x.warm-up"
        };
        for (int i = 0; i < fields.length; i++) {
            if (i % 2 == 0) {
                block.write(0); // RFC 7541 section 6.2.2: a new name, and nothing is kept
            }
            byte[] text = fields[i].getBytes(StandardCharsets.US_ASCII);
            block.write(text.length);
            block.writeBytes(text);
        }
        return block.toByteArray();
    }

    /**
     * Asks for the same so many times at once.
     *
     * @param bytes of the body that answers each
     * @return how many were answered in full
     */
    int ask(byte[] request, int bytes) throws IOException {
        for (int i = 0; i < AT_ONCE; i++) {
            stream += 2;
            frame(HEADERS, LAST | END_HEADERS, stream, request);
        }
        flush();
        long received = 0;
        int ended = 0;
        while (ended < AT_ONCE) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int id = in.readInt();
            in.skipNBytes(length);
            switch (type) {
                case DATA -> {
                    received += length;
                    ended += flags & LAST;
                    opened(id, length);
                }
                case HEADERS -> ended += flags & LAST;
                case SETTINGS -> acknowledge(flags);
                case RESET, GO_AWAY -> throw new ProtocolException("a stream was reset, or the connection ends");
                default -> {
                    // of no concern here
                }
            }
        }
        flush();
        return (int) (received / bytes);
    }

    private void acknowledge(int flags) throws IOException {
        if ((flags & LAST) == 0) {
            frame(SETTINGS, LAST, 0, NOTHING);
            flush();
        }
    }

    /** What came may come again, on its stream and on the connection. */
    private void opened(int id, int length) throws IOException {
        if (length > 0) {
            byte[] increment = ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
            frame(WINDOW_UPDATE, 0, 0, increment);
            frame(WINDOW_UPDATE, 0, id, increment);
            flush();
        }
    }

    private void frame(int type, int flags, int id, byte[] payload) {
        out.writeBytes(ByteBuffer.allocate(9)
                .put((byte) (payload.length >>> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(id)
                .array());
        out.writeBytes(payload);
    }

    private void flush() throws IOException {
        out.writeTo(socket.getOutputStream());
        out.reset();
    }

    /** How many requests one {@link #ask} is. */
    static int atOnce() {
        return AT_ONCE;
    }
}
