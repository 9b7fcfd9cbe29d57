package tandem.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The member of a warm-up: answers every request on every connection until it is closed. Threads of its own. */
final class WarmUpMember implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUpMember.class);
    /** Where it answers with a large body. */
    static final String LARGE_PATH = "/large";

    /** Where it answers and ends its connection, so that the next request needs a new one. */
    static final String LAST_PATH = "/last";

    /** Of a usual body. Java ciphers what is below 512 bytes by other code, which would leave this one cold. */
    static final int BYTES = 1024;

    /** Of a large body: several records of TLS in one write. */
    static final int LARGE_BYTES = 256 * 1024;

    private static final byte[] ANSWER = answer(BYTES, "");
    private static final byte[] LARGE_ANSWER = answer(LARGE_BYTES, "");
    private static final byte[] LAST_ANSWER = answer(BYTES, "Connection: close\r\n");

    private final ServerSocket server;

    WarmUpMember() throws IOException {
        server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().name("tandem-warm-up-member").daemon().start(this::accept);
    }

    private static byte[] answer(int bytes, String field) {
        String head = "HTTP/1.1 200 OK\r\n" + field + "Content-Length: " + bytes + "\r\n\r\n";
        return (head + "w".repeat(bytes)).getBytes(StandardCharsets.US_ASCII);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            String line = line(in);
            while (awaitHeadEnd(in)) {
                if (line.contains(LAST_PATH)) {
                    connection.getOutputStream().write(LAST_ANSWER);
                    return;
                }
                connection.getOutputStream().write(line.contains(LARGE_PATH) ? LARGE_ANSWER : ANSWER);
                line = line(in);
            }
        } catch (IOException e) {
            LOG.debug("a warm-up connection ended: {}", e.toString());
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    /** Reads up to the empty line; false at the end of the stream. */
    static boolean awaitHeadEnd(InputStream in) throws IOException {
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            boolean expected = next == (matched % 2 == 0 ? '\r' : '\n');
            matched = expected ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
