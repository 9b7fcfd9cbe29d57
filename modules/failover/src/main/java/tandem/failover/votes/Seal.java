package tandem.failover.votes;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** Signs datagrams and checks signatures: HMAC-SHA256 over all bytes before it. For one thread. */
final class Seal {
    static final int BYTES = 32;

    private final KeyRing ring;
    private final byte[] computed = new byte[BYTES];
    private List<SecretKey> keys = List.of();
    private List<Mac> macs = List.of();

    Seal(KeyRing ring) {
        this.ring = ring;
    }

    /** The keys of the moment, the newest first. */
    List<SecretKey> keys() {
        List<SecretKey> now = ring.keys();
        if (now != keys) {
            macs = now.stream().map(Seal::mac).toList();
            keys = now;
        }
        return keys;
    }

    private static Mac mac(SecretKey key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot make HMAC-SHA256 codes", e);
        }
    }

    /** Puts the signature by a key behind the first {@code length} bytes. */
    void sign(SecretKey key, byte[] bytes, int length) {
        compute(key, bytes, length);
        System.arraycopy(computed, 0, bytes, length, BYTES);
    }

    /** The key that signed the bytes, whose last {@value #BYTES} are the signature; empty if none did. */
    Optional<SecretKey> signer(byte[] bytes, int length) {
        byte[] found = Arrays.copyOfRange(bytes, length - BYTES, length);
        for (SecretKey key : keys()) {
            compute(key, bytes, length - BYTES);
            if (MessageDigest.isEqual(found, computed)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /** A key that has left the ring meanwhile gives way to the newest: nobody accepts it any more. */
    private void compute(SecretKey key, byte[] bytes, int length) {
        int index = Math.max(0, keys().indexOf(key));
        Mac mac = macs.get(index);
        mac.update(bytes, 0, length);
        try {
            mac.doFinal(computed, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 does not fit into " + BYTES + " bytes", e);
        }
    }
}
