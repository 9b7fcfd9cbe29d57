package tandem.admin.manager;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import tandem.core.balance.Balancer;

/**
 * What an edit must show of a balancer, so that nobody edits who has not read its page: what its configuration says, or else a keyed
 * hash of its name and the hour, the same on every node that shares the key. One of the hour before is still taken. Any thread.
 */
public final class Nonces {
    private static final long HOUR_MILLIS = 3_600_000;
    private static final String ALGORITHM = "HmacSHA256";

    private final Supplier<List<SecretKey>> keys;
    private final LongSupplier epochMillis;

    /**
     * @param keys at least one, for HmacSHA256; the first makes nonces, all are taken
     * @param epochMillis wall clock
     */
    public Nonces(Supplier<List<SecretKey>> keys, LongSupplier epochMillis) {
        this.keys = keys;
        this.epochMillis = epochMillis;
    }

    /** The nonce to be shown on the page now; empty where edits need none. */
    String of(Balancer balancer) {
        if (balancer.config().manager().withoutNonce()) {
            return "";
        }
        return balancer.config()
                .manager()
                .nonce()
                .orElseGet(() -> made(keys.get().getFirst(), balancer.name(), hour()));
    }

    /** Whether this is a nonce of the balancer; never for one whose edits need none. */
    boolean matches(Balancer balancer, String shown) {
        if (balancer.config().manager().withoutNonce()) {
            return false;
        }
        if (balancer.config().manager().nonce().isPresent()) {
            return same(balancer.config().manager().nonce().get(), shown);
        }
        boolean found = false;
        for (SecretKey key : keys.get()) {
            found |= same(made(key, balancer.name(), hour()), shown);
            found |= same(made(key, balancer.name(), hour() - 1), shown);
        }
        return found;
    }

    private long hour() {
        return Math.floorDiv(epochMillis.getAsLong(), HOUR_MILLIS);
    }

    private static boolean same(String expected, String shown) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    private static String made(SecretKey key, String balancer, long hour) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            ByteBuffer hash = ByteBuffer.wrap(mac.doFinal((hour + " " + balancer).getBytes(StandardCharsets.UTF_8)));
            return new UUID(hash.getLong(), hash.getLong()).toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
