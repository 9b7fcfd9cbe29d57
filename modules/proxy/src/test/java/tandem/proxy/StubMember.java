package tandem.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A member on a real socket whose every byte a test decides. */
final class StubMember implements AutoCloseable {
    /** What it does with one connection. */
    interface Script {
        void serve(Talk talk) throws IOException;
    }

    private final ServerSocket server;
    private final Script script;
    private final @Nullable String certificate;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> failures = new CopyOnWriteArrayList<>();

    private StubMember(int port, Script script) {
        this(port, script, Wire.isSecure() ? "member" : null);
    }

    private StubMember(int port, Script script, @Nullable String certificate) {
        this.certificate = certificate;
        try {
            this.server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    /** Does what the script says on each connection. */
    static StubMember scripted(Script script) {
        return new StubMember(0, script);
    }

    /** Speaks TLS with one of the {@link tandem.core.tls.TestCertificates}, and asks for the other side's. */
    static StubMember secure(String certificate, Script script) {
        return new StubMember(0, script, certificate);
    }

    static StubMember scripted(int port, Script script) {
        return new StubMember(port, script);
    }

    /** Answers every request with 200, this body, and these further header lines (each ended by CRLF). */
    static StubMember answering(String body, String... lines) {
        return new StubMember(0, answers(body, lines));
    }

    static Script answers(String body, String... lines) {
        return talk -> {
            while (talk.readRequest() != null) {
                talk.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n" + String.join("", lines)
                        + "\r\n" + body);
            }
        };
    }

    /** Sends these bytes for every request. */
    static StubMember sending(String response) {
        return new StubMember(0, talk -> {
            while (talk.readRequest() != null) {
                talk.send(response);
            }
        });
    }

    /** Waits, in a script or a test, for what the other side does; at most 10 s. */
    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing happened within 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A port on which nobody listens. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, number));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.serve(new Talk(certificate == null ? socket : Wire.accepted(socket, certificate), number));
        } catch (IOException | AssertionError e) {
            failures.add(String.valueOf(e.getMessage()));
        }
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return (certificate == null ? "http" : "https") + "://127.0.0.1:" + port();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection. */
    final class Talk {
        final Socket socket;
        final int number;
        final InputStream in;
        final OutputStream out;

        Talk(Socket socket, int number) throws IOException {
            this.socket = socket;
            this.number = number;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        }

        /** Head and body of the next request, null at the end. */
        @SuppressWarnings("NullAway")
        String readRequest() throws IOException {
            String head = readHead();
            if (head == null) {
                return null;
            }
            String body = "";
            String lower = head.toLowerCase(java.util.Locale.ROOT);
            int at = lower.indexOf("\r\ncontent-length: ");
            if (at >= 0) {
                int length = Integer.parseInt(lower.substring(at + 18, lower.indexOf("\r\n", at + 18)));
                body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            } else if (lower.contains("\r\ntransfer-encoding: chunked")) {
                body = readChunks();
            }
            requests.add(head + body);
            return head + body;
        }

        /** A head with its empty line, null at the end. */
        @SuppressWarnings("NullAway")
        String readHead() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    return null;
                }
                head.write(b);
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        private String readChunks() throws IOException {
            StringBuilder body = new StringBuilder();
            while (true) {
                int size = Integer.parseInt(readLine(), 16);
                body.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
                readLine();
                if (size == 0) {
                    return body.toString();
                }
            }
        }

        private String readLine() throws IOException {
            StringBuilder line = new StringBuilder();
            int b;
            while ((b = in.read()) != '\n') {
                if (b < 0) {
                    throw new IOException("the connection ended within a chunk line");
                }
                if (b != '\r') {
                    line.append((char) b);
                }
            }
            return line.toString();
        }

        void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Blocks until the proxy closes; true if it was by a reset. */
        boolean awaitEnd() {
            try {
                while (in.read() >= 0) {
                    // swallow
                }
                return false;
            } catch (IOException e) {
                return true;
            }
        }
    }
}
