package tandem.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * A secret that the nodes of a cluster share. It is never used itself: {@link #derive} makes one key for each use of it.
 * Immutable; its text form does not show it. Any thread.
 */
public final class Secret {
    /** The fewest bytes that are accepted. */
    public static final int MIN_BYTES = 32;

    private static final String HKDF = "HKDF-SHA256";

    private final byte[] bytes;

    /**
     * Copies the bytes.
     *
     * @throws IllegalArgumentException if there are fewer than {@link #MIN_BYTES}
     */
    public Secret(byte[] bytes) {
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "the secret has " + bytes.length + " bytes; at least " + MIN_BYTES + " are needed");
        }
        this.bytes = bytes.clone();
    }

    /**
     * HKDF-SHA256 (RFC 5869) of this secret.
     *
     * @param label what the result is for; different labels give unrelated results
     * @param length how many bytes, 1..8160
     */
    byte[] derive(String label, int length) {
        try {
            HKDFParameterSpec how = HKDFParameterSpec.ofExtract()
                    .addIKM(bytes)
                    .addSalt("tandem-1".getBytes(StandardCharsets.UTF_8))
                    .thenExpand(label.getBytes(StandardCharsets.UTF_8), length);
            return hkdf().deriveData(how);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HKDF-SHA256; Tandem needs JDK 25 or newer", e);
        }
    }

    /**
     * Tells secrets apart for people: 12 hexadecimal digits that say nothing of the secret.
     */
    public String fingerprint() {
        return HexFormat.of().formatHex(derive("fingerprint", 6));
    }

    /** As a line of the secret file. */
    String line() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** From the JDK's own provider: to look through all of them loads every provider on the class path, for good. */
    private static KDF hkdf() throws GeneralSecurityException {
        Provider own = Security.getProvider("SunJCE");
        return own == null ? KDF.getInstance(HKDF) : KDF.getInstance(HKDF, own);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Secret[" + bytes.length + " bytes]";
    }
}
