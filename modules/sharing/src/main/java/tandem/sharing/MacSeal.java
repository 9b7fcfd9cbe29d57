package tandem.sharing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Puts a keyed seal on what goes into a map, so that who joins without the key can change nothing: HMAC-SHA256 over the map's
 * name, the key and the value, each with its length. Sealing is deterministic: equal values have equal bytes. A seal does not
 * say when it was made; an old value that is put back is recognised by its revision. Any thread.
 */
final class MacSeal {
    // Layout: version byte, 32 bytes of code, value.
    private static final byte VERSION = 1;
    private static final int MAC_BYTES = 32;
    private static final int HEAD_BYTES = 1 + MAC_BYTES;

    private volatile List<SecretKey> keys;

    /**
     * Seals with the first key and accepts seals of any.
     *
     * @param keys at least one, the newest first
     */
    MacSeal(List<SecretKey> keys) {
        this.keys = checked(keys);
    }

    private static List<SecretKey> checked(List<SecretKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("at least one key is needed to seal what is shared");
        }
        return List.copyOf(keys);
    }

    /** Seals and accepts with other keys from now on. */
    void rekey(List<SecretKey> next) {
        keys = checked(next);
    }

    byte[] seal(String map, String key, byte[] value) {
        byte[] mac = mac(keys.getFirst(), map, key, value);
        return ByteBuffer.allocate(HEAD_BYTES + value.length)
                .put(VERSION)
                .put(mac)
                .put(value)
                .array();
    }

    /** The value, if one of the keys made the seal for this map and key. */
    Optional<byte[]> open(String map, String key, byte[] sealed) {
        if (sealed.length < HEAD_BYTES || sealed[0] != VERSION) {
            return Optional.empty();
        }
        byte[] found = Arrays.copyOfRange(sealed, 1, HEAD_BYTES);
        byte[] value = Arrays.copyOfRange(sealed, HEAD_BYTES, sealed.length);
        for (SecretKey candidate : keys) {
            if (MessageDigest.isEqual(found, mac(candidate, map, key, value))) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private static byte[] mac(SecretKey secret, String map, String key, byte[] value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            for (byte[] part : List.of(bytes(map), bytes(key), value)) {
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot make HMAC-SHA256 codes", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
