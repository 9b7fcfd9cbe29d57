package tandem.failover.lease;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The release nonces of one life of a node: one a term, all from one secret that never leaves the process. */
public final class ReleaseNonces {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec secret;

    /** @param secret random bytes, 32 of them, new in each life */
    public ReleaseNonces(byte[] secret) {
        this.secret = new SecretKeySpec(secret, ALGORITHM);
    }

    /** The nonce of a term: 64 hexadecimal digits. */
    public String nonce(long term) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return HexFormat.of()
                    .formatHex(mac.doFinal(
                            ByteBuffer.allocate(Long.BYTES).putLong(term).array()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** What voters may know of it; see {@link ReleaseNonce#hash}. */
    public String hash(long term) {
        return ReleaseNonce.hash(nonce(term));
    }
}
