package tandem.e2e;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocketFactory;

/**
 * Clients of every kind at once: new connections at a steady rate, keep-alive clients, downloads, uploads and idle upgraded
 * connections. Writes a line for each failure, for each request over 50 ms and, five times a second, its sums and the longest request since the line before.
 * Uses the JDK alone. Arguments, all but the last needed:
 *
 * <ol>
 *   <li>address, a literal
 *   <li>port
 *   <li>new connections a second, each for one request
 *   <li>how many clients send one request after another, 20 a second each
 *   <li>how many download
 *   <li>how many upload
 *   <li>how many have an upgraded connection, on which they send some bytes a second
 *   <li>how long a download or an upload takes, in milliseconds
 *   <li>how long an upgraded connection lasts, in milliseconds; 0: until it breaks
 *   <li>{@code tls}: all of it by TLS, with an authority that this Java trusts
 * </ol>
 */
final class FlowLoad {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int LIMIT_MILLIS = 20_000;
    private static final int KEEP_ALIVE_PAUSE_MILLIS = 50;
    private static final int UPLOAD_PIECES = 40;
    private static final int UPLOAD_PIECE_BYTES = 4096;
    private static final int PING_MILLIS = 1000;
    private static final double RISE_NANOS = 12e9;
    private static final long SLOW_NANOS = 50_000_000;
    private static final int REPORT_MILLIS = 200;

    private final InetSocketAddress target;
    private final String host;
    private final boolean tls;
    private final int transferMillis;
    private final int upgradedMillis;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger lasting = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong worstNanos = new AtomicLong();

    private FlowLoad(InetSocketAddress target, boolean tls, int transferMillis, int upgradedMillis) {
        this.target = target;
        this.tls = tls;
        this.host = target.getAddress().getHostAddress();
        this.transferMillis = transferMillis;
        this.upgradedMillis = upgradedMillis;
    }

    public static void main(String[] args) throws IOException {
        InetSocketAddress target = new InetSocketAddress(InetAddress.getByName(args[0]), Integer.parseInt(args[1]));
        FlowLoad load = new FlowLoad(target, args.length > 9, Integer.parseInt(args[7]), Integer.parseInt(args[8]));
        load.many(Integer.parseInt(args[3]), "keep-alive", load::keepAlive);
        load.many(Integer.parseInt(args[4]), "download", load::download);
        load.many(Integer.parseInt(args[5]), "upload", load::upload);
        load.many(Integer.parseInt(args[6]), "upgraded", load::upgraded);
        int rate = Integer.parseInt(args[2]);
        if (rate > 0) {
            Thread.ofPlatform().daemon().start(() -> load.fresh(rate));
        }
        System.out.println("started");
        while (true) {
            FlowMember.pause(REPORT_MILLIS);
            System.out.println(load.line());
        }
    }

    private String line() {
        return "sum at=%d requests=%d failed=%d lasting=%d broken=%d connections=%d worst=%.1f"
                .formatted(
                        System.currentTimeMillis(),
                        requests.get(),
                        failed.get(),
                        lasting.get(),
                        broken.get(),
                        connections.get(),
                        worstNanos.getAndSet(0) / 1e6);
    }

    /** What one client does with a connection, again and again. */
    private interface Turn {
        /** @param from when it began to connect */
        void take(Socket socket, long from) throws IOException;
    }

    private void many(int count, String kind, Turn turn) {
        for (int i = 0; i < count; i++) {
            long later = i * 37L % 1000;
            Thread.ofVirtual().start(() -> {
                FlowMember.pause(later);
                while (true) {
                    tryOnce(kind, turn, broken);
                }
            });
        }
    }

    private void tryOnce(String kind, Turn turn, AtomicInteger failures) {
        long from = System.nanoTime();
        int port = 0;
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.connect(target, CONNECT_MILLIS);
            port = socket.getLocalPort();
            connections.incrementAndGet();
            if (tls) {
                take(turn, socket, from);
            } else {
                turn.take(socket, from);
            }
        } catch (IOException e) {
            failures.incrementAndGet();
            System.out.printf(
                    "failure %d %s of port %d, %.1f s old: %s%n",
                    System.currentTimeMillis(), kind, port, (System.nanoTime() - from) / 1e9, e);
            FlowMember.pause(50);
        }
    }

    private void take(Turn turn, Socket connected, long from) throws IOException {
        SSLSocketFactory sockets = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (Socket secure = sockets.createSocket(connected, host, target.getPort(), true)) {
            turn.take(secure, from);
        }
    }

    /** Open loop: what is late does not hold back what follows. Begins slowly, so that no JVM is overrun while it is cold. */
    private void fresh(int rate) {
        long begun = System.nanoTime();
        long due = begun;
        while (true) {
            double share = Math.clamp((due - begun) / RISE_NANOS, 0.02, 1);
            due += (long) (1e9 / (rate * share));
            long early = due - System.nanoTime();
            if (early > 1_000_000) {
                LockSupport.parkNanos(early);
            }
            Thread.ofVirtual().start(() -> tryOnce("new", this::freshOnce, failed));
        }
    }

    private void freshOnce(Socket socket, long from) throws IOException {
        request(socket, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        response(new BufferedInputStream(socket.getInputStream()), "");
        took("new", socket, from);
    }

    private void keepAlive(Socket socket, long from) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        long begun = from;
        boolean last = false;
        while (!last) {
            request(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            last = response(in, "").contains("\r\nconnection: close");
            took("keep-alive", socket, begun);
            FlowMember.pause(KEEP_ALIVE_PAUSE_MILLIS);
            begun = System.nanoTime();
        }
    }

    private void download(Socket socket, long from) throws IOException {
        request(socket, "GET /download?millis=" + transferMillis + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        response(new BufferedInputStream(socket.getInputStream()), "");
        lasting.incrementAndGet();
    }

    private void upload(Socket socket, long from) throws IOException {
        int length = UPLOAD_PIECES * UPLOAD_PIECE_BYTES;
        request(
                socket,
                "POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n");
        for (int i = 0; i < UPLOAD_PIECES; i++) {
            socket.getOutputStream().write(new byte[UPLOAD_PIECE_BYTES]);
            FlowMember.pause(transferMillis / UPLOAD_PIECES);
        }
        response(new BufferedInputStream(socket.getInputStream()), length + "\n");
        lasting.incrementAndGet();
    }

    private void upgraded(Socket socket, long from) throws IOException {
        request(socket, "GET /tunnel HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String head = FlowMember.head(in);
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException("no upgrade: " + head);
        }
        took("upgraded", socket, from);
        byte[] ping = FlowMember.ascii("ping");
        while (upgradedMillis == 0 || (System.nanoTime() - from) / 1_000_000 < upgradedMillis) {
            FlowMember.pause(PING_MILLIS);
            long begun = System.nanoTime();
            socket.getOutputStream().write(ping);
            if (in.readNBytes(ping.length).length < ping.length) {
                throw new IOException("an upgraded connection ended");
            }
            took("upgraded", socket, begun);
        }
    }

    private static void request(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(FlowMember.ascii(text));
        out.flush();
    }

    /** Reads a response to its end; returns its head in lower case. */
    private static String response(InputStream in, String expected) throws IOException {
        String head = FlowMember.head(in);
        if (!head.startsWith("HTTP/1.1 200")) {
            throw new IOException(
                    head.isEmpty()
                            ? "closed without a response"
                            : head.lines().findFirst().orElse(""));
        }
        String fields = head.toLowerCase(Locale.ROOT);
        int at = fields.indexOf("\r\ncontent-length: ");
        int length = Integer.parseInt(fields.substring(at + 18, fields.indexOf("\r\n", at + 2)));
        byte[] body = in.readNBytes(length);
        if (body.length < length
                || !expected.isEmpty() && !expected.equals(new String(body, StandardCharsets.US_ASCII))) {
            throw new IOException("a body of " + body.length + " of " + length + " bytes");
        }
        return fields;
    }

    private void took(String kind, Socket socket, long from) {
        long nanos = System.nanoTime() - from;
        requests.incrementAndGet();
        worstNanos.accumulateAndGet(nanos, Math::max);
        if (nanos > SLOW_NANOS) {
            System.out.printf(
                    "slow %d %s of port %d: %.0f ms%n",
                    System.currentTimeMillis(), kind, socket.getLocalPort(), nanos / 1e6);
        }
    }
}
