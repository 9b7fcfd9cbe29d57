package tandem.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that sends exactly the bytes it is given. */
final class RawClient implements AutoCloseable {
    /** A response. */
    record Response(String head, String body) {
        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        /** Values of this field joined by a bar; empty without one. */
        String field(String name) {
            StringBuilder values = new StringBuilder();
            for (String line : head.split("\r\n", -1)) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
                    values.append(values.isEmpty() ? "" : "|")
                            .append(line.substring(name.length() + 1).trim());
                }
            }
            return values.toString();
        }
    }

    final Socket socket;
    private final InputStream in;

    RawClient(int port) throws IOException {
        this(InetAddress.getLoopbackAddress(), port);
    }

    RawClient(InetAddress address, int port) throws IOException {
        this(Wire.connect(address, port));
    }

    /** From an address of this machine. */
    RawClient(InetAddress own, InetAddress address, int port) throws IOException {
        this(new Socket(address, port, own, 0));
    }

    /** On whose behalf a header says. */
    static RawClient behind(int port, byte[] header) throws IOException {
        return new RawClient(Wire.connect(InetAddress.getLoopbackAddress(), port, header));
    }

    /** Over a connection that is there, by TLS or in clear text. */
    static RawClient over(Socket connected, boolean tls) throws IOException {
        return new RawClient(tls ? Wire.secured(connected) : connected);
    }

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
        in = socket.getInputStream();
    }

    /** One request on a connection of its own. */
    static Response once(int port, String request) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return client.ask(request);
        }
    }

    static String get(String path, String... lines) {
        return "GET " + path + " HTTP/1.1\r\nHost: shop.example\r\n" + String.join("", lines) + "\r\n";
    }

    static String post(String path, String body, String... lines) {
        return "POST " + path + " HTTP/1.1\r\nHost: shop.example\r\nContent-Length: " + body.length() + "\r\n"
                + String.join("", lines) + "\r\n" + body;
    }

    int available() throws IOException {
        return in.available();
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    Response ask(String request) throws IOException {
        send(request);
        return read(request.startsWith("HEAD "));
    }

    Response read() throws IOException {
        return read(false);
    }

    Response read(boolean toHead) throws IOException {
        String head = readHead();
        int status = Integer.parseInt(head.substring(9, 12));
        Response response = new Response(head, "");
        if (toHead || status < 200 || status == 204 || status == 304) {
            return response;
        }
        if (response.field("Transfer-Encoding").equals("chunked")) {
            return new Response(head, readChunks());
        }
        String length = response.field("Content-Length");
        byte[] body = length.isEmpty() ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
        return new Response(head, new String(body, StandardCharsets.ISO_8859_1));
    }

    String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the connection ended after " + head.toString(StandardCharsets.ISO_8859_1));
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    String readChunks() throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            String chunk = readChunk();
            if (chunk.isEmpty()) {
                return body.toString();
            }
            body.append(chunk);
        }
    }

    String readChunk() throws IOException {
        StringBuilder line = new StringBuilder();
        int b;
        while ((b = in.read()) != '\n') {
            if (b < 0) {
                throw new IOException("the connection ended between chunks");
            }
            line.append((char) b);
        }
        int size = Integer.parseInt(line.toString().trim(), 16);
        byte[] payload = in.readNBytes(size);
        if (payload.length < size || in.read() != '\r' || in.read() != '\n') {
            throw new IOException("the connection ended within a chunk");
        }
        return new String(payload, StandardCharsets.ISO_8859_1);
    }

    String readBytes(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** Everything up to the end of the connection; a reset counts as an end. */
    String readToEnd() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            int b;
            while ((b = in.read()) >= 0) {
                all.write(b);
            }
        } catch (IOException e) {
            all.writeBytes("[reset]".getBytes(StandardCharsets.ISO_8859_1));
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
