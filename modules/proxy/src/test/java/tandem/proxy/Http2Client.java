package tandem.proxy;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import tandem.proxy.http2.FrameBytes;
import tandem.proxy.http2.FrameLog;

/** A client of HTTP/2 that sends exactly the frames it is given. */
final class Http2Client implements AutoCloseable {
    final Socket socket;
    private final InputStream in;
    private final FrameLog log = new FrameLog();
    private boolean closed;

    /** In clear text, with the preface sent. */
    Http2Client(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    private Http2Client(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        in = socket.getInputStream();
        send(FrameBytes.preface().settings());
    }

    /** By TLS, having chosen h2. */
    static Http2Client secure(int port) throws IOException {
        return new Http2Client(tls(port, "h2", "http/1.1"));
    }

    /** A socket that offers these protocols by ALPN. */
    static SSLSocket tls(int port, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) Wire.clients().createSocket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    Http2Client send(FrameBytes bytes) throws IOException {
        socket.getOutputStream().write(bytes.bytes());
        socket.getOutputStream().flush();
        return this;
    }

    /** Frames so far. */
    List<String> lines() {
        return log.lines();
    }

    boolean closed() {
        return closed;
    }

    /** Reads until there is a frame like this. */
    String await(Predicate<String> wanted) throws IOException {
        while (true) {
            for (String line : log.lines()) {
                if (wanted.test(line)) {
                    return line;
                }
            }
            if (closed) {
                return fail("the connection ended after " + log.lines());
            }
            read();
        }
    }

    String await(String beginning) throws IOException {
        return await(line -> line.startsWith(beginning));
    }

    /** Reads until the server has ended the connection or answers a ping. */
    void settle() throws IOException {
        try {
            send(new FrameBytes().ping(4711));
            while (!closed && !log.lines().contains("PING ack 4711")) {
                read();
            }
        } catch (IOException e) {
            closed = true;
        }
    }

    /** Reads to the end of the connection. */
    List<String> readToEnd() throws IOException {
        while (!closed) {
            read();
        }
        return lines();
    }

    private void read() throws IOException {
        byte[] bytes = new byte[65_536];
        int read;
        try {
            read = in.read(bytes);
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("nothing more came within 10 s after " + log.lines(), e);
        } catch (IOException e) {
            read = -1;
        }
        if (read < 0) {
            closed = true;
        } else {
            log.add(Arrays.copyOf(bytes, read));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
