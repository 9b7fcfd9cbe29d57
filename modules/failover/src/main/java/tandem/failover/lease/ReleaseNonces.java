package tandem.failover.lease;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The release nonces of one life of a node: one a term, all from one secret that never leaves the process. */
public final class ReleaseNonces {
    private static final int SECRET_BYTES = 32;

    private final byte[] secret;

    /**
     * @param secret random, new in each life
     * @throws IllegalArgumentException unless it has 32 bytes
     */
    public ReleaseNonces(byte[] secret) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "a secret of " + secret.length + " bytes is not allowed; it must have " + SECRET_BYTES);
        }
        this.secret = secret.clone();
    }

    /** The nonce of a term: 64 hexadecimal digits. */
    public String nonce(long term) {
        byte[] seed = ByteBuffer.allocate(SECRET_BYTES + Long.BYTES)
                .put(secret)
                .putLong(term)
                .array();
        return ReleaseNonce.hash(HexFormat.of().formatHex(seed));
    }

    /** What voters may know of it; see {@link ReleaseNonce#hash}. */
    public String hash(long term) {
        return ReleaseNonce.hash(nonce(term));
    }
}
