package tandem.e2e;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A member for connections that last: {@code GET /download?millis=N} trickles a body, {@code POST} reads one, a request to upgrade
 * gets an echo of bytes or of a WebSocket's frames, anything else a short answer. Uses the JDK alone. Arguments: address, port.
 */
final class FlowMember {
    static final int PIECES = 40;
    static final int PIECE_BYTES = 4096;

    private FlowMember() {}

    public static void main(String[] args) throws IOException {
        try (ServerSocket server = new ServerSocket(Integer.parseInt(args[1]), 1024, InetAddress.getByName(args[0]))) {
            System.out.println("ready member");
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        }
    }

    private static void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                answer(head, in, out);
            }
        } catch (IOException e) {
            // Deliberate: the other side has gone, which is what it does when it is done.
        }
    }

    private static void answer(String head, InputStream in, OutputStream out) throws IOException {
        String fields = head.toLowerCase(Locale.ROOT);
        if (fields.contains("\r\nupgrade: websocket\r\n")) {
            WebSocketEcho.serve(head, in, out);
            throw new EOFException("the WebSocket is closed");
        } else if (fields.contains("\r\nupgrade:")) {
            out.write(ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n"));
            out.flush();
            byte[] bytes = new byte[256];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                out.write(bytes, 0, read);
                out.flush();
            }
        } else if (head.startsWith("GET /download")) {
            long millis = Long.parseLong(head.substring(head.indexOf("millis=") + 7, head.indexOf(" HTTP")));
            out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: " + PIECES * PIECE_BYTES + "\r\n\r\n"));
            for (int i = 0; i < PIECES; i++) {
                out.write(new byte[PIECE_BYTES]);
                out.flush();
                pause(millis / PIECES);
            }
        } else {
            int at = fields.indexOf("\r\ncontent-length: ");
            int length = at < 0 ? 0 : Integer.parseInt(fields.substring(at + 18, fields.indexOf("\r\n", at + 2)));
            in.skipNBytes(length);
            byte[] body = ascii(length + "\n");
            out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n"));
            out.write(body);
            out.flush();
        }
    }

    /** A head, or nothing at the connection's end. */
    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
