package tandem.core.balance;

/**
 * What the other nodes have done to a member.
 *
 * @param busy their requests in flight on it, of nodes that run
 * @param bytesTo bytes that they wrote to it
 * @param bytesFrom bytes that they read from it
 */
public record PeerLoad(long busy, long bytesTo, long bytesFrom) {
    public static final PeerLoad NONE = new PeerLoad(0, 0, 0);

    /** Both together. */
    public PeerLoad plus(PeerLoad other) {
        return new PeerLoad(busy + other.busy, bytesTo + other.bytesTo, bytesFrom + other.bytesFrom);
    }
}
