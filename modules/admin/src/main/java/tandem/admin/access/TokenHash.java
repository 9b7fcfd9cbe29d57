package tandem.admin.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Tokens of 32 random bytes, and what is kept of them: a plain SHA-256, since nobody guesses so many. Any thread.
 */
public final class TokenHash {
    private static final String PREFIX = "tandem_";
    private static final int BYTES = 32;

    private TokenHash() {}

    /** A token that nobody has. */
    public static String fresh(SecureRandom random) {
        return PREFIX + random(random);
    }

    /** What the users file keeps of a token. */
    public static String of(String token) {
        return "sha256:" + HexFormat.of().formatHex(digest(token));
    }

    static String random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
