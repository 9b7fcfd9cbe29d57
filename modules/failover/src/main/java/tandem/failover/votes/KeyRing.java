package tandem.failover.votes;

import java.util.List;
import javax.crypto.SecretKey;

/** The keys that sign datagrams now; changed while the link runs. Any thread. */
final class KeyRing {
    private volatile List<SecretKey> keys;

    /** @param keys at least one, the newest first */
    KeyRing(List<SecretKey> keys) {
        this.keys = checked(keys);
    }

    /** The same list until it is changed. */
    List<SecretKey> keys() {
        return keys;
    }

    void change(List<SecretKey> next) {
        keys = checked(next);
    }

    private static List<SecretKey> checked(List<SecretKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("at least one key is needed to sign votes");
        }
        return List.copyOf(keys);
    }
}
