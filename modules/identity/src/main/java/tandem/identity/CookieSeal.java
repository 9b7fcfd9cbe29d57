package tandem.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs members' routes with a key of a secret (HMAC-SHA256, RFC 2104, its first 128 bits). Immutable. Any thread. */
public final class CookieSeal {
    private static final String HMAC = "HmacSHA256";
    private static final int SHOWN_BYTES = 16;

    private final SecretKeySpec key;

    public CookieSeal(Secret secret) {
        this.key = new SecretKeySpec(secret.derive("sticky-cookie", 32), HMAC);
    }

    /** The signature as 32 hexadecimal digits; a signature for one balancer is worth nothing at another. */
    public String of(String balancer, String route) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(balancer.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            byte[] whole = mac.doFinal(route.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(whole, SHOWN_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + HMAC, e);
        }
    }
}
