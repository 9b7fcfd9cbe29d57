package tandem.admin.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import tandem.core.access.Account;

/**
 * Turns passwords into what the users file keeps: PBKDF2 with HMAC-SHA-512 (RFC 8018), 16 bytes of salt, as
 * {@code pbkdf2-sha512:ROUNDS:SALT:HASH}. One takes about half a second of a processor. Any thread.
 */
public final class PasswordHash {
    /** The shortest password that is taken. */
    public static final int SHORTEST = 12;

    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    private static final String SCHEME = "pbkdf2-sha512";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 512;

    private PasswordHash() {}

    /** A fresh one. */
    public static String of(char[] password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        Base64.Encoder encoder = Base64.getEncoder();
        return SCHEME + ":" + Account.LEAST_ROUNDS + ":" + encoder.encodeToString(salt) + ":"
                + encoder.encodeToString(derived(password, salt, Account.LEAST_ROUNDS));
    }

    /** Whether it is the password of an account's secret; takes as long either way. */
    static boolean matches(char[] password, String secret) {
        String[] parts = secret.split(":");
        Base64.Decoder decoder = Base64.getDecoder();
        byte[] found = derived(password, decoder.decode(parts[2]), Integer.parseInt(parts[1]));
        return MessageDigest.isEqual(found, decoder.decode(parts[3]));
    }

    private static byte[] derived(char[] password, byte[] salt, int rounds) {
        PBEKeySpec spec = new PBEKeySpec(password, salt, rounds, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        } finally {
            spec.clearPassword();
        }
    }
}
