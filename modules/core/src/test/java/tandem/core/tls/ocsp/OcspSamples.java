package tandem.core.tls.ocsp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import tandem.core.tls.KeyedCertificate;
import tandem.core.tls.PemCertificates;
import tandem.core.tls.PemKey;

/**
 * Answers about certificates of an authority of their own, made with openssl and valid for a century from {@link #MADE}: {@code good} is about
 * {@code leaf}, so is {@code short}, for 10 minutes, and {@code endless}, which names no end.
 */
public final class OcspSamples {
    public static final Instant MADE = Instant.parse("2026-11-27T16:25:42Z");

    private OcspSamples() {}

    /** Such as {@code good} or {@code by-responder}. */
    public static byte[] answer(String name) {
        return bytes(name + ".der");
    }

    /** {@code ca}, {@code leaf}, {@code must} or {@code revoked}. */
    public static X509Certificate certificate(String name) {
        return PemCertificates.read(text(name + ".pem")).getFirst();
    }

    /** {@code leaf} and its issuer, with the key. */
    public static KeyedCertificate leaf() {
        return new KeyedCertificate(
                List.of(certificate("leaf"), certificate("ca")), PemKey.read(text("leaf.key")), List.of());
    }

    /** The text of a file such as {@code leaf.key}. */
    public static String text(String name) {
        return new String(bytes(name), StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String name) {
        try (InputStream in = OcspSamples.class.getResourceAsStream("/tls/ocsp/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
