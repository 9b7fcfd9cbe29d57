package tandem.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request on a connection of its own, so that whoever holds the address answers it.
 *
 * @param answer all that came back
 */
record Visit(String answer) {
    private static final int PATIENCE_MILLIS = 10_000;

    /** @param cookie such as {@code BALANCEID=x.node1}; empty: none */
    static Visit of(String address, int port, String cookie) {
        try (Socket socket = new Socket(InetAddress.ofLiteral(address), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            String field = cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n";
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n" + field + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new Visit(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(address + ":" + port + " does not answer", e);
        }
    }

    /** The member that answered. */
    String member() {
        return found("(?mi)^X-Demo-Member: (\\S+)");
    }

    /** A cookie that the answer sets, as {@code NAME=VALUE}. */
    String cookie(String name) {
        return found("(?mi)^Set-Cookie: (" + name + "=[^;\\s]+)");
    }

    private String found(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(answer);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + answer);
        }
        return matcher.group(1);
    }
}
