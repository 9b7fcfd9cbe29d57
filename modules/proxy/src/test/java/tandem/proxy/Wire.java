package tandem.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import tandem.core.config.CertificateConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.TlsVersion;
import tandem.core.tls.PemCertificates;
import tandem.core.tls.PemKey;
import tandem.core.tls.TestCertificates;

/** Whether the test that runs speaks clear text or TLS; clients, stub members and the bench ask here. */
final class Wire {
    private static final Set<Integer> SECURE_PORTS = ConcurrentHashMap.newKeySet();
    private static final ThreadLocal<Boolean> SECURE = ThreadLocal.withInitial(() -> false);
    private static final Path FILES = files();
    private static final Map<String, SSLContext> CONTEXTS = new ConcurrentHashMap<>();

    private Wire() {}

    /** From now on, on this thread, what is built speaks TLS on both sides. */
    static void secure() {
        SECURE.set(true);
    }

    static void clear() {
        SECURE.set(false);
    }

    static boolean isSecure() {
        return SECURE.get();
    }

    static String scheme() {
        return isSecure() ? "https" : "http";
    }

    /** Clients of this port speak TLS. */
    static void securePort(int port) {
        SECURE_PORTS.add(port);
    }

    static void clearPort(int port) {
        SECURE_PORTS.remove(port);
    }

    private static Path files() {
        try {
            Path directory = Files.createTempDirectory("tandem-wire");
            TestCertificates.copy(directory, "ca.pem");
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CertificateConfig certificate(String name) {
        return TestCertificates.config(FILES, name);
    }

    static ListenerTlsConfig listener(String... certificates) {
        return new ListenerTlsConfig(
                java.util.Arrays.stream(certificates).map(Wire::certificate).toList(),
                TlsVersion.BOTH,
                List.of(),
                false,
                Duration.ofSeconds(10));
    }

    /** Trusts the tests' authority and speaks to members by the name that their certificate carries. */
    static MemberTlsConfig members() {
        return new MemberTlsConfig(
                true,
                List.of(FILES.resolve("ca.pem")),
                true,
                true,
                Optional.of("localhost"),
                Optional.empty(),
                TlsVersion.BOTH,
                List.of());
    }

    /** Trusts everybody and shows the certificate of {@code member}. */
    static SSLContext context() {
        return context("member");
    }

    private static SSLContext context(String certificate) {
        return CONTEXTS.computeIfAbsent(certificate, Wire::newContext);
    }

    private static SSLContext newContext(String certificate) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "member",
                    PemKey.read(TestCertificates.text(certificate + ".key")),
                    new char[0],
                    PemCertificates.read(TestCertificates.text(certificate + ".pem"))
                            .toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[] {new Everybody()}, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A client's socket, by TLS where the port is one for it. */
    static Socket connect(InetAddress address, int port) throws IOException {
        Socket plain = new Socket(address, port);
        plain.setTcpNoDelay(true);
        if (!SECURE_PORTS.contains(port)) {
            return plain;
        }
        plain.setSoTimeout(30_000);
        SSLSocket tls = (SSLSocket) context().getSocketFactory().createSocket(plain, "shop.example", port, true);
        tls.startHandshake();
        return tls;
    }

    /** A member's side of an accepted connection by TLS. */
    static Socket accepted(Socket plain, String certificate) throws IOException {
        SSLSocket tls = (SSLSocket) context(certificate).getSocketFactory().createSocket(plain, null, true);
        tls.setUseClientMode(false);
        tls.setWantClientAuth(true);
        tls.startHandshake();
        return tls;
    }

    private static final class Everybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            // tests trust everybody
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // tests trust everybody
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
