package tandem.core.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** All that a client gets who sends some bytes and ends. */
public final class RawExchange {
    private static final int LIMIT_MILLIS = 20_000;

    private RawExchange() {}

    /**
     * Sends, closes the sending half, reads to the end; a reset counts as an end.
     *
     * @throws java.net.SocketTimeoutException if there is no end: the proxy hangs
     */
    public static String send(int port, byte[] bytes) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LIMIT_MILLIS);
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                socket.getInputStream().transferTo(got);
            } catch (java.net.SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // reset: what came before counts
            }
        }
        return Bytes.text(got.toByteArray());
    }
}
