package tandem.proxy.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tandem.core.config.ClientAuthenticationConfig;

/**
 * Makes the keys of a listener's session tickets out of a secret of the cluster (HKDF, RFC 5869). Two listeners, or one that asks clients
 * for other certificates than before, open none of each other's tickets: who was let in by one rule is not by another. Any thread.
 */
final class TicketKeys {
    private static final int BYTES = 48;

    private TicketKeys() {}

    /** What tickets of a listener depend on, equal on all nodes. */
    static byte[] policy(
            String listener, Optional<ClientAuthenticationConfig> clients, List<X509Certificate> authorities) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(listener.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(clients.map(asked -> asked.mode().name()).orElse("").getBytes(StandardCharsets.UTF_8));
            for (X509Certificate authority : authorities) {
                digest.update(authority.getEncoded());
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("what tickets depend on cannot be told", e);
        }
    }

    /** 48 bytes: the key's name, what signs, what encrypts. */
    static byte[] of(byte[] seed, byte[] policy) {
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        info.writeBytes("tandem session tickets".getBytes(StandardCharsets.UTF_8));
        info.writeBytes(policy);
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.expandOnly(
                            new SecretKeySpec(seed, "HKDF-SHA256"), info.toByteArray(), BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 25 has HKDF", e);
        }
    }
}
