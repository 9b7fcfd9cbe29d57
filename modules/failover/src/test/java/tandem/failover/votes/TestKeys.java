package tandem.failover.votes;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Two secrets of one cluster. */
final class TestKeys {
    static final SecretKey FIRST = key("first");
    static final SecretKey SECOND = key("second");

    private TestKeys() {}

    private static SecretKey key(String text) {
        return new SecretKeySpec(text.repeat(8).getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    static String hmac(SecretKey key, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
