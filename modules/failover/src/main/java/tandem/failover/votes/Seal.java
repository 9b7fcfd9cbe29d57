package tandem.failover.votes;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** Signs datagrams and checks signatures: HMAC-SHA256 over all bytes before it. For one thread. */
final class Seal {
    static final int BYTES = 32;

    private final List<Mac> macs;
    private final byte[] computed = new byte[BYTES];

    /** @param keys at least one, the newest first */
    Seal(List<SecretKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("at least one key is needed to sign votes");
        }
        try {
            List<Mac> ready = new ArrayList<>();
            for (SecretKey key : keys) {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(key);
                ready.add(mac);
            }
            this.macs = List.copyOf(ready);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot make HMAC-SHA256 codes", e);
        }
    }

    int keys() {
        return macs.size();
    }

    /** Puts the signature by a key behind the first {@code length} bytes. */
    void sign(int key, byte[] bytes, int length) {
        compute(key, bytes, length);
        System.arraycopy(computed, 0, bytes, length, BYTES);
    }

    /** The index of the key that signed the bytes, whose last {@value #BYTES} are the signature; -1 if none did. */
    int signer(byte[] bytes, int length) {
        byte[] found = Arrays.copyOfRange(bytes, length - BYTES, length);
        for (int key = 0; key < macs.size(); key++) {
            compute(key, bytes, length - BYTES);
            if (MessageDigest.isEqual(found, computed)) {
                return key;
            }
        }
        return -1;
    }

    private void compute(int key, byte[] bytes, int length) {
        Mac mac = macs.get(key);
        mac.update(bytes, 0, length);
        try {
            mac.doFinal(computed, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 does not fit into " + BYTES + " bytes", e);
        }
    }
}
