package tandem.failover.lease;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The one-time secret that ends a promise. Voters know its hash from the votes; the holder, and the guard that outlives it by
 * milliseconds, know the secret. So a release can neither be forged nor, since every term has its own, be used twice.
 */
public final class ReleaseNonce {
    private ReleaseNonce() {}

    /** SHA-256 of the text, in lower-case hexadecimal. */
    public static String hash(String nonce) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(nonce.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
