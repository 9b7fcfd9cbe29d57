package tandem.core.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A client that sends given bytes and reads what comes back by the letter. */
public final class WireClient implements AutoCloseable {
    /** After such a silence it says that it sends no more. */
    private static final int SILENCE_MILLIS = 1000;

    private static final int LIMIT_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;
    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private boolean ended;

    /**
     * What came back.
     *
     * @param last the first response that is not interim; null if none came
     * @param status its status, 0 if none came
     * @param cut the response began and was not complete
     * @param closed the connection was ended by the other side, before this side ended its own
     * @param raw every byte
     */
    public record Outcome(Message last, int status, boolean cut, boolean closed, byte[] raw) {}

    public WireClient(int port) throws IOException {
        this(port, InetAddress.getLoopbackAddress());
    }

    /** The same from an address of this machine's own. */
    public WireClient(int port, InetAddress from) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /** Sends, and reads until the response is complete or the connection ends. */
    public Outcome exchange(byte[] request) throws IOException {
        boolean toHead = new String(request, 0, Math.min(5, request.length), java.nio.charset.StandardCharsets.US_ASCII)
                .equals("HEAD ");
        boolean reset = false;
        try {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            reset = true;
        }
        boolean finished = false;
        while (true) {
            Outcome outcome = read(toHead, finished);
            boolean known = ended || outcome.last != null && !untilClose(outcome.last) && !toBeClosed(outcome);
            if (known) {
                return outcome;
            }
            if (!more(finished ? LIMIT_MILLIS : reset ? LIMIT_MILLIS : SILENCE_MILLIS)) {
                if (finished) {
                    throw new IOException("neither an answer nor an end within " + LIMIT_MILLIS + " ms; so far: "
                            + Bytes.shown(raw.toByteArray()));
                }
                finished = true;
                socket.shutdownOutput();
            }
        }
    }

    private static boolean untilClose(Message response) {
        return response.all("Content-Length").isEmpty()
                && response.all("Transfer-Encoding").isEmpty()
                && response.status() != 204
                && response.status() != 304
                && response.status() >= 200;
    }

    private static boolean toBeClosed(Outcome outcome) {
        return outcome.last.all("Connection").stream().anyMatch(value -> value.equalsIgnoreCase("close"));
    }

    private Outcome read(boolean toHead, boolean finished) {
        byte[] bytes = raw.toByteArray();
        WireReader reader = new WireReader(bytes);
        Message last = null;
        boolean cut = false;
        try {
            while (!reader.atEnd() && (last == null || last.status() < 200)) {
                last = reader.response(toHead);
            }
            if (last != null && last.status() < 200 && last.status() != 101) {
                last = null;
                cut = true;
            }
        } catch (WireReader.CutShort e) {
            cut = true;
            last = null;
        }
        int status = last != null ? last.status() : status(bytes);
        return new Outcome(last, status, cut, ended && !finished, bytes);
    }

    private static int status(byte[] bytes) {
        String text = Bytes.text(bytes);
        int at = text.lastIndexOf("HTTP/1.1 ");
        return at >= 0 && text.length() >= at + 12 ? Integer.parseInt(text.substring(at + 9, at + 12)) : 0;
    }

    /** Reads some; false if nothing came in time. */
    private boolean more(int millis) throws IOException {
        socket.setSoTimeout(millis);
        byte[] buffer = new byte[65_536];
        try {
            int read = in.read(buffer);
            if (read < 0) {
                ended = true;
            } else {
                raw.write(buffer, 0, read);
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            ended = true;
            return true;
        }
    }

    /** Whether the other side ended the connection. */
    public boolean ended() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
