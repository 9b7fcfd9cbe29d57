package tandem.proxy;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import tandem.proxy.http2.FrameBytes;
import tandem.proxy.http2.FrameLog;
import tandem.proxy.http2.HpackWriter;

/** A member that speaks HTTP/2 in clear text, whose every frame a test decides. */
final class Http2Stub implements AutoCloseable {
    private static final int PREFACE = 24;

    /** What it does with one connection. */
    interface Script {
        void serve(Peer peer) throws IOException;
    }

    private final ServerSocket server;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    final List<Peer> peers = new CopyOnWriteArrayList<>();
    final List<String> failures = new CopyOnWriteArrayList<>();

    /** Sends its settings on every connection, and does what the script says. */
    Http2Stub(Script script) {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    /** Answers every request with 200 and this body. */
    static Http2Stub answering(String body) {
        return new Http2Stub(peer -> {
            peer.send(new FrameBytes().settings());
            int stream = 1;
            while (true) {
                peer.awaitEnd(stream);
                peer.send(ok(stream).data(stream, true, body));
                stream += 2;
            }
        });
    }

    /** A head without the end. */
    static FrameBytes ok(int stream) {
        return new FrameBytes().headers(stream, false, status("200"));
    }

    static HpackWriter status(String status) {
        return new HpackWriter().field(":status", status);
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "h2c://127.0.0.1:" + port();
    }

    int connections() {
        return connections.get();
    }

    /** Every frame that came, by whatever connection. */
    List<String> lines() {
        return peers.stream().flatMap(peer -> peer.lines.stream()).toList();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Peer peer = new Peer(socket, connections.incrementAndGet());
                peers.add(peer);
                Thread.ofVirtual().start(() -> serve(peer));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Peer peer) {
        try (Socket socket = peer.socket) {
            socket.setTcpNoDelay(true);
            byte[] preface = peer.in.readNBytes(PREFACE);
            if (!Arrays.equals(preface, FrameBytes.preface().bytes())) {
                failures.add("no preface");
            }
            script.serve(peer);
        } catch (IOException e) {
            peer.ended = true;
        } catch (AssertionError e) {
            failures.add(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Peer peer : peers) {
            peer.socket.close();
        }
    }

    /** One connection. */
    static final class Peer {
        final Socket socket;
        final int number;
        final List<String> lines = new CopyOnWriteArrayList<>();
        volatile boolean ended;
        private final InputStream in;
        private final FrameLog log = new FrameLog();

        private Peer(Socket socket, int number) throws IOException {
            this.socket = socket;
            this.number = number;
            this.in = socket.getInputStream();
        }

        Peer send(FrameBytes bytes) throws IOException {
            socket.getOutputStream().write(bytes.bytes());
            socket.getOutputStream().flush();
            return this;
        }

        /** Waits for a frame that begins like this. */
        String await(String beginning) throws IOException {
            while (true) {
                for (String line : lines) {
                    if (line.startsWith(beginning)) {
                        return line;
                    }
                }
                read();
            }
        }

        /** Waits until a stream's request is complete. */
        void awaitEnd(int stream) throws IOException {
            while (lines.stream().noneMatch(line -> line.matches("(?s)(HEADERS|DATA) " + stream + " end.*"))) {
                read();
            }
        }

        /** Reads until the other side closes. */
        void readToEnd() throws IOException {
            while (!ended) {
                read();
            }
        }

        /** What came of a stream's body. */
        String body(int stream) {
            StringBuilder body = new StringBuilder();
            for (String line : lines) {
                if (line.startsWith("DATA " + stream + " ")) {
                    body.append(line.replaceFirst("(?s)^DATA \\d+ (end )?", ""));
                }
            }
            return body.toString();
        }

        private void read() throws IOException {
            byte[] bytes = new byte[65_536];
            int read = in.read(bytes);
            if (read < 0) {
                ended = true;
                throw new IOException("the other side closed the connection");
            }
            int before = log.lines().size();
            log.add(Arrays.copyOf(bytes, read));
            lines.addAll(log.lines().subList(before, log.lines().size()));
            if (before > 100_000) {
                fail("too many frames");
            }
        }
    }
}
