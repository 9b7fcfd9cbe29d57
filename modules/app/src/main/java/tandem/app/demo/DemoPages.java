package tandem.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * What the demo's application answers: {@code /} its name, {@code /slow?ms=}, {@code /stream?n=&ms=} (server-sent events),
 * {@code /bytes?n=}, {@code /echo} (the body that came), {@code /headers} (the fields that came), {@code /upgrade} (101, then
 * an echo), {@code /status?code=}. Each answer names the member in {@code X-Demo-Member} and the node that forwarded the
 * request in {@code X-Demo-Node}.
 */
final class DemoPages {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final long MAX_MILLIS = 600_000;
    private static final long MAX_BYTES = 1L << 30;
    private static final byte[] FILL = "0123456789abcdef".repeat(512).getBytes(StandardCharsets.US_ASCII);

    private final String name;
    private final String cookie;

    /** @param cookie name and value, such as {@code BALANCEID=mycluster.node1} */
    DemoPages(String name, String cookie) {
        this.name = name;
        this.cookie = cookie;
    }

    /**
     * Answers one request.
     *
     * @param in what follows on the connection, for an upgrade
     * @return whether the connection stays open
     */
    boolean answer(DemoRequest request, InputStream in, OutputStream out) throws IOException {
        switch (request.path()) {
            case "/slow" -> {
                pause(request.query("ms", 1000, MAX_MILLIS));
                text(request, out, 200, name + " took its time\n");
            }
            case "/stream" -> {
                stream(request, out);
                return false;
            }
            case "/bytes" -> bytes(request, out);
            case "/echo" -> send(request, out, 200, "application/octet-stream", request.body());
            case "/headers" -> text(request, out, 200, fields(request));
            case "/status" -> text(request, out, Math.clamp(request.query("code", 200, 599), 200, 599), name + "\n");
            case "/upgrade" -> {
                upgrade(request, in, out);
                return false;
            }
            default -> send(request, out, 200, "text/html; charset=utf-8", utf8(page(request)));
        }
        return !request.wantsClose();
    }

    private String page(DemoRequest request) {
        return "<!doctype html><title>" + name + "</title><h1>" + name + "</h1>\n<p>This page comes from member " + name
                + ", by node " + node(request) + ".</p>\n<p>Try /slow?ms=1000, /stream, /bytes?n=1000000, /echo,"
                + " /headers, /upgrade.</p>\n";
    }

    private static String node(DemoRequest request) {
        return request.field("X-Forwarded-Server").orElse("-").replaceAll("[^A-Za-z0-9.,: _-]", "?");
    }

    private static String fields(DemoRequest request) {
        return request.method() + " " + request.target() + "\n"
                + request.fields().stream()
                        .map(field -> field.name() + ": " + field.value() + "\n")
                        .collect(Collectors.joining());
    }

    private void stream(DemoRequest request, OutputStream out) throws IOException {
        out.write(
                utf8(head(request, 200, "text/event-stream") + "Cache-Control: no-store\r\nConnection: close\r\n\r\n"));
        long events = request.query("n", 10, 100_000);
        for (long i = 1; i <= events; i++) {
            out.write(utf8("data: " + name + " " + i + "\n\n"));
            out.flush();
            pause(request.query("ms", 1000, MAX_MILLIS));
        }
    }

    private void bytes(DemoRequest request, OutputStream out) throws IOException {
        long left = request.query("n", 1000, MAX_BYTES);
        out.write(utf8(head(request, 200, "application/octet-stream") + "Content-Length: " + left + "\r\n\r\n"));
        while (left > 0 && !request.method().equals("HEAD")) {
            int now = (int) Math.min(left, FILL.length);
            out.write(FILL, 0, now);
            left -= now;
        }
        out.flush();
    }

    private void upgrade(DemoRequest request, InputStream in, OutputStream out) throws IOException {
        String protocol = request.field("Upgrade").orElse("echo").replaceAll("[^A-Za-z0-9./_-]", "");
        out.write(utf8("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: " + protocol
                + "\r\nX-Demo-Member: " + name + "\r\n\r\n"));
        out.flush();
        byte[] buffer = new byte[8192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            out.flush();
        }
    }

    private void text(DemoRequest request, OutputStream out, int code, String body) throws IOException {
        send(request, out, code, TEXT, utf8(body));
    }

    private void send(DemoRequest request, OutputStream out, int code, String type, byte[] body) throws IOException {
        byte[] head = utf8(head(request, code, type) + "Content-Length: " + body.length + "\r\n\r\n");
        byte[] whole = new byte[request.method().equals("HEAD") ? head.length : head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, whole.length - head.length);
        out.write(whole);
        out.flush();
    }

    /** Status line and fields, without the framing and the empty line. */
    private String head(DemoRequest request, int code, String type) {
        String cookieName = cookie.substring(0, cookie.indexOf('=') + 1);
        String set =
                request.field("Cookie").orElse("").contains(cookieName) ? "" : "Set-Cookie: " + cookie + "; Path=/\r\n";
        return "HTTP/1.1 " + code + " Demo\r\nContent-Type: " + type + "\r\nX-Demo-Member: " + name
                + "\r\nX-Demo-Node: " + node(request) + "\r\n" + set;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
