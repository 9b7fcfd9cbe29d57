package tandem.e2e;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Asks one balancer and tells what came of it, in a form in which two balancers can be compared. */
final class ParityClient {
    private static final Set<String> NOT_COMPARED = Set.of(
            "date",
            "server",
            "connection",
            "keep-alive",
            "content-length",
            "transfer-encoding",
            "accept-ranges",
            "vary");
    private static final Set<String> NOT_COMPARED_AT_MEMBERS = Set.of("connection");

    private static final String NAME = "www.shop.example";

    private final int port;
    private final @Nullable TlsClients tls;
    private String cookie = "";

    /** @param secure whether it speaks TLS, as {@code www.shop.example} */
    ParityClient(int port, boolean secure) {
        this.port = port;
        this.tls = secure ? new TlsClients() : null;
    }

    /** Status, the fields that clients see, the member and what it saw; ports of balancers are masked. */
    String ask(ParityCase.Ask ask, String masked) throws IOException {
        try (Socket socket =
                tls == null ? new Socket(InetAddress.getLoopbackAddress(), port) : tls.connect(NAME, port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request(ask).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return told(response).replaceAll(masked, "FRONT");
        }
    }

    private String request(ParityCase.Ask ask) {
        StringBuilder text = new StringBuilder(ask.method() + " " + ask.target() + " HTTP/1.1\r\n");
        boolean host = ask.fields().stream()
                .anyMatch(field -> field.toLowerCase(Locale.ROOT).startsWith("host:"));
        text.append(host ? "" : "Host: www.example.com:" + port + "\r\n");
        for (String field : ask.fields()) {
            text.append(field.replace("$COOKIE", cookie).replace("$PORT", String.valueOf(port)))
                    .append("\r\n");
        }
        if (!ask.body().isEmpty()) {
            text.append("Content-Length: ").append(ask.body().length()).append("\r\n");
        }
        return text + "Connection: close\r\n\r\n" + ask.body();
    }

    private String told(String response) throws IOException {
        int end = response.indexOf("\r\n\r\n");
        if (end < 0) {
            return response.isEmpty() ? "closed without a word" : "no whole head: " + response;
        }
        String[] lines = response.substring(0, end).split("\r\n");
        String status = lines[0].split(" ")[1];
        Set<String> fields = new TreeSet<>();
        for (int i = 1; i < lines.length; i++) {
            String name = lines[i].substring(0, lines[i].indexOf(':')).toLowerCase(Locale.ROOT);
            if (name.equals("set-cookie")) {
                cookie = lines[i].substring(lines[i].indexOf(':') + 1)
                        .split(";")[0]
                        .trim();
            }
            if (!NOT_COMPARED.contains(name) && (status.startsWith("2") || !name.equals("content-type"))) {
                fields.add(name + lines[i].substring(lines[i].indexOf(':')));
            }
        }
        String body = response.substring(end + 4);
        if (!body.isEmpty() && fields.contains("content-encoding: gzip")) {
            body = unpacked(response.substring(0, end), body);
        }
        int member = body.indexOf("member ");
        return "status " + status + "\n" + String.join("\n", fields) + "\n"
                + (member < 0 ? own(status, body) : seen(body.substring(member)));
    }

    private static String unpacked(String head, String body) throws IOException {
        StringBuilder whole = new StringBuilder();
        boolean chunked = head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked");
        int at = 0;
        while (chunked && at < body.length()) {
            int line = body.indexOf("\r\n", at);
            int size = Integer.parseInt(body.substring(at, line), 16);
            whole.append(body, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
        byte[] packed = (chunked ? whole.toString() : body).getBytes(StandardCharsets.ISO_8859_1);
        return new String(
                new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Pages of balancers are not compared, but those that the configuration gives are. */
    private static String own(String status, String body) {
        int page = body.indexOf("PAGE");
        return page < 0
                ? "no member"
                : body.substring(page, Math.min(body.length(), page + 20))
                        .lines()
                        .findFirst()
                        .orElse("");
    }

    /** The member, the request line, the fields in order of names (those of one name as one), the body. */
    private static String seen(String page) {
        List<String> lines = new ArrayList<>(
                page.lines().filter(line -> !line.matches("[0-9a-f]+")).toList());
        StringBuilder told = new StringBuilder(lines.get(0) + "\n" + lines.get(1) + "\n");
        Map<String, String> fields = new TreeMap<>();
        int at = 2;
        while (at < lines.size() && !lines.get(at).isEmpty()) {
            String name = lines.get(at).substring(0, lines.get(at).indexOf(':')).toLowerCase(Locale.ROOT);
            if (!NOT_COMPARED_AT_MEMBERS.contains(name)) {
                String value =
                        lines.get(at).substring(lines.get(at).indexOf(':') + 1).strip();
                fields.merge(name, value, (before, next) -> before + ", " + next);
            }
            at++;
        }
        fields.forEach((name, value) -> told.append(name + ": " + value + "\n"));
        told.append("\n");
        return told + String.join("\n", lines.subList(Math.min(at + 1, lines.size()), lines.size()));
    }
}
