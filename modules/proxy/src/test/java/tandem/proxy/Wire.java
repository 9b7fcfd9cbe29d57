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
import javax.net.ssl.SSLSocketFactory;
import tandem.core.config.CertificateConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.TlsEngine;
import tandem.core.config.TlsVersion;
import tandem.core.tls.PemCertificates;
import tandem.core.tls.PemKey;
import tandem.core.tls.TestCertificates;

/** Whether the test that runs speaks clear text or TLS; clients, stub members and the bench ask here. */
final class Wire {
    private static final Set<Integer> SECURE_PORTS = ConcurrentHashMap.newKeySet();
    private static final ThreadLocal<Boolean> SECURE = ThreadLocal.withInitial(() -> false);
    private static final ThreadLocal<TlsEngine> ENGINE = ThreadLocal.withInitial(() -> TlsEngine.AUTO);
    private static final Path FILES = files();
    private static final Map<String, SSLContext> CONTEXTS = new ConcurrentHashMap<>();

    private Wire() {}

    /** From now on, on this thread, what is built speaks TLS on both sides. */
    static void secure() {
        SECURE.set(true);
    }

    /** From now on, on this thread, listeners speak TLS by Java, also where BoringSSL is there. */
    static void byJava() {
        ENGINE.set(TlsEngine.JSSE);
    }

    /** By what listeners speak TLS. */
    static TlsEngine engine() {
        return ENGINE.get();
    }

    static void clear() {
        SECURE.set(false);
        ENGINE.set(TlsEngine.AUTO);
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
                        java.util.Arrays.stream(certificates)
                                .map(Wire::certificate)
                                .toList(),
                        TlsVersion.BOTH,
                        List.of(),
                        false,
                        Duration.ofSeconds(10))
                .withEngine(engine());
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

    /** Trusts the tests' authority and shows the certificate of {@code member}. */
    static SSLContext context() {
        return context("member");
    }

    /** Makes sockets of clients that resume each other's sessions, and nobody else's. */
    static SSLSocketFactory clients() {
        return newContext("member").getSocketFactory();
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
            context.init(keys.getKeyManagers(), TestCertificates.trust(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A client's socket, by TLS where the port is one for it. */
    static Socket connect(InetAddress address, int port) throws IOException {
        return connect(address, port, new byte[0]);
    }

    /** The same, with bytes before everything else. */
    static Socket connect(InetAddress address, int port, byte[] before) throws IOException {
        Socket plain = new Socket(address, port);
        plain.setTcpNoDelay(true);
        plain.getOutputStream().write(before);
        return SECURE_PORTS.contains(port) ? secured(plain) : plain;
    }

    /** TLS over a client's socket. */
    static Socket secured(Socket plain) throws IOException {
        plain.setSoTimeout(30_000);
        SSLSocket tls =
                (SSLSocket) context().getSocketFactory().createSocket(plain, "shop.example", plain.getPort(), true);
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
}
