package tandem.core.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import tandem.core.config.CertificateConfig;

/**
 * Certificates for tests, made with openssl and valid for a century: {@code ca} signed {@code shop-rsa} and {@code shop-ec}
 * (shop.example, www.shop.example), {@code wild} (*.wild.example), {@code member} (localhost, node1.internal, 127.0.0.1),
 * {@code expired}, {@code later} and {@code issuer}, which signed {@code chained}; {@code other-ca} signed {@code stranger}.
 */
public final class TestCertificates {
    private TestCertificates() {}

    /** The text of one of them, such as {@code shop-rsa.pem} or {@code shop-rsa-pkcs1.key}. */
    public static String text(String name) {
        try (InputStream in = TestCertificates.class.getResourceAsStream("/tls/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts some of them into a directory; keys so that only their owner reads them. */
    public static Path copy(Path directory, String... names) {
        try {
            for (String name : names) {
                Path file = directory.resolve(name);
                Files.writeString(file, text(name));
                if (name.endsWith(".key")) {
                    Files.setPosixFilePermissions(
                            file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
                }
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A store with {@code ca} alone. */
    public static KeyStore authority() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("ca", PemCertificates.read(text("ca.pem")).getFirst());
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** They trust what {@code ca} signed. */
    public static TrustManager[] trust() {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authority());
            return trust.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The configuration of NAME.pem and NAME.key, which are put into the directory. */
    public static CertificateConfig config(Path directory, String name) {
        copy(directory, name + ".pem", name + ".key");
        return new CertificateConfig(
                directory.resolve(name + ".pem"),
                Optional.of(directory.resolve(name + ".key")),
                Optional.empty(),
                List.of());
    }
}
