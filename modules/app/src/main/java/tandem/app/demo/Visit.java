package tandem.app.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Makes one new connection, sends one request, and tells what came of it. */
final class Visit {
    private static final int MAX_ANSWER = 1 << 20;

    private final boolean secure;
    private final InetSocketAddress address;
    private final byte[] request;
    private final int limitMillis;

    /**
     * @param cookie the Cookie field's value; empty for none
     * @param limitMillis for connection and answer together
     */
    Visit(URI url, String cookie, int limitMillis) {
        this.secure = url.getScheme().equals("https");
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        this.address = new InetSocketAddress(url.getHost(), port);
        this.limitMillis = limitMillis;
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        this.request = ("GET " + path + query + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                        + "\r\nUser-Agent: tandem-demo-client\r\nConnection: close\r\n"
                        + (cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n") + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** @param startMicros wall clock of now */
    Attempt make(long startMicros) {
        long start = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            try {
                socket.connect(address, limitMillis);
            } catch (SocketTimeoutException e) {
                return failed(startMicros, start, "connect-timeout");
            }
            if (!secure) {
                return asked(socket, startMicros, start);
            }
            try (Socket tls = agreed(socket, start)) {
                return asked(tls, startMicros, start);
            }
        } catch (SocketTimeoutException e) {
            return failed(startMicros, start, "answer-timeout");
        } catch (IOException e) {
            return failed(startMicros, start, word(e));
        }
    }

    private Attempt asked(Socket socket, long startMicros, long start) throws IOException {
        socket.getOutputStream().write(request);
        return answered(startMicros, start, read(socket, start));
    }

    // Deliberate: the name in the certificate is not looked at. This measures, and a certificate seldom names an
    // address.
    private Socket agreed(Socket connected, long start) throws IOException {
        connected.setSoTimeout(left(start));
        SSLSocket tls = (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault())
                .createSocket(connected, address.getHostString(), address.getPort(), true);
        tls.startHandshake();
        return tls;
    }

    private int left(long start) throws SocketTimeoutException {
        int left = limitMillis - (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        if (left <= 0) {
            throw new SocketTimeoutException("no whole answer in " + limitMillis + " ms");
        }
        return left;
    }

    private byte[] read(Socket socket, long start) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        InputStream in = socket.getInputStream();
        int read = 0;
        while (read >= 0 && answer.size() < MAX_ANSWER) {
            answer.write(buffer, 0, read);
            socket.setSoTimeout(left(start));
            read = in.read(buffer);
        }
        return answer.toByteArray();
    }

    private static Attempt answered(long startMicros, long start, byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || !text.startsWith("HTTP/1.1 ")) {
            return failed(startMicros, start, answer.length == 0 ? "closed-without-answer" : "answer-cut");
        }
        String head = text.substring(0, end + 2);
        int status = head.length() > 12 && head.substring(9, 12).matches("\\d{3}")
                ? Integer.parseInt(head.substring(9, 12))
                : 0;
        String length = field(head, "Content-Length");
        boolean whole = length.isEmpty() || text.length() - end - 4 == Long.parseLong(length);
        String error = !whole ? "answer-cut" : status >= 500 || status == 0 ? "status-" + status : "";
        return new Attempt(
                startMicros,
                millisSince(start),
                status,
                field(head, "X-Demo-Member"),
                field(head, "X-Demo-Node"),
                error);
    }

    private static Attempt failed(long startMicros, long start, String error) {
        return new Attempt(startMicros, millisSince(start), 0, "", "", error);
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static String field(String head, String name) {
        int at = head.toLowerCase(Locale.ROOT).indexOf("\r\n" + name.toLowerCase(Locale.ROOT) + ":");
        if (at < 0) {
            return "";
        }
        int from = at + 2 + name.length() + 1;
        return head.substring(from, head.indexOf("\r\n", from))
                .strip()
                .replace('"', '?')
                .replace('\\', '?');
    }

    private static String word(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (e instanceof NoRouteToHostException || message.contains("unreachable") || message.contains("no route")) {
            return "unreachable";
        }
        if (e instanceof ConnectException && message.contains("refused")) {
            return "refused";
        }
        if (message.contains("reset") || message.contains("broken pipe")) {
            return "reset";
        }
        return message.contains("timed out") ? "connect-timeout" : message.replaceAll("[^a-z0-9]+", "-");
    }
}
