package tandem.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A member that answers with its name and with what it was asked. The query tells it what else to do: {@code status=503},
 * {@code field=Name:value} (several), {@code close}, {@code hang}, {@code interim=102}, {@code raw=BYTES}.
 */
final class ParityMember implements AutoCloseable {
    private final String name;
    private final ServerSocket server;

    ParityMember(String name) {
        this.name = name;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String head = head(in);
            while (head != null) {
                String body = body(head, in);
                if (head.lines().findFirst().orElse("").contains("hang=")) {
                    in.transferTo(OutputStream.nullOutputStream());
                    return;
                }
                if (!answer(head, body, socket.getOutputStream())) {
                    return;
                }
                head = head(in);
            }
        } catch (IOException e) {
            // The balancer went away, as it may.
        }
    }

    private static String head(InputStream in) throws IOException {
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

    private static String body(String head, InputStream in) throws IOException {
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("\r\ncontent-length: ");
        if (at >= 0) {
            int length = Integer.parseInt(lower.substring(at + 18, lower.indexOf("\r\n", at + 18)));
            return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        }
        StringBuilder body = new StringBuilder();
        boolean more = lower.contains("\r\ntransfer-encoding: chunked");
        while (more) {
            int size = Integer.parseInt(line(in), 16);
            body.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
            line(in);
            more = size > 0;
        }
        return body.toString();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    /** Whether the connection goes on. */
    private boolean answer(String head, String body, OutputStream out) throws IOException {
        String target = head.split(" ")[1];
        int status = 200;
        List<String> fields = new ArrayList<>();
        int question = target.indexOf('?');
        for (String word : (question < 0 ? "" : target.substring(question + 1)).split("&")) {
            String value = URLDecoder.decode(word.substring(word.indexOf('=') + 1), StandardCharsets.UTF_8)
                    .replace("PORT", String.valueOf(port()));
            switch (word.split("=")[0]) {
                case "status" -> status = Integer.parseInt(value);
                case "field" -> fields.add(value);
                case "interim" ->
                    out.write(("HTTP/1.1 " + value + " Interim\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
                case "raw" -> {
                    out.write(value.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                    return false;
                }
                case "close" -> {
                    return false;
                }
                default -> {
                    // an application's own parameter
                }
            }
        }
        String page = "member " + name + "\n" + head.replace("\r", "") + body;
        boolean bodiless = status == 204 || status == 304;
        StringBuilder response = new StringBuilder("HTTP/1.1 " + status + " Some\r\n");
        fields.forEach(field -> response.append(field).append("\r\n"));
        response.append(bodiless ? "" : "Content-Length: " + page.length() + "\r\n")
                .append("\r\n");
        boolean toHead = head.startsWith("HEAD ");
        response.append(bodiless || toHead ? "" : page);
        out.write(response.toString().getBytes(StandardCharsets.ISO_8859_1));
        return true;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
