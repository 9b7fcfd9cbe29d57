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
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import tandem.core.tls.PemCertificates;
import tandem.core.tls.PemKey;
import tandem.core.tls.TestCertificates;

/**
 * A member that answers with its name and with what it was asked. The query tells it what else to do: {@code status=503},
 * {@code field=Name:value} (several), {@code close}, {@code hang}, {@code interim=102}, {@code raw=BYTES}.
 */
final class ParityMember implements AutoCloseable {
    private final String name;
    private final ServerSocket server;
    private final @Nullable SSLSocketFactory tls;

    ParityMember(String name) {
        this(name, null);
    }

    /** One that speaks TLS and shows the certificate of {@code localhost}. */
    static ParityMember byTls(String name) {
        return new ParityMember(name, serving("member").getSocketFactory());
    }

    private ParityMember(String name, @Nullable SSLSocketFactory tls) {
        this.name = name;
        this.tls = tls;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    private static SSLContext serving(String certificate) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            X509Certificate[] chain = PemCertificates.read(TestCertificates.text(certificate + ".pem"))
                    .toArray(X509Certificate[]::new);
            store.setKeyEntry("own", PemKey.read(TestCertificates.text(certificate + ".key")), new char[0], chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
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

    private void serve(Socket accepted) {
        try (Socket socket = tls == null ? accepted : agreed(accepted, tls)) {
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

    private static Socket agreed(Socket accepted, SSLSocketFactory tls) throws IOException {
        SSLSocket socket = (SSLSocket) tls.createSocket(accepted, null, true);
        socket.setUseClientMode(false);
        return socket;
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
