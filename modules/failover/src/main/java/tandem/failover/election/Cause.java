package tandem.failover.election;

/**
 * Why a node takes the addresses.
 *
 * @param sentence such as {@code lb1 left the view}
 * @param from the node that released them; empty unless the kind is {@link Kind#SWITCHOVER}
 * @param sinceNanos when nobody held them any more
 */
public record Cause(Kind kind, String sentence, String from, long sinceNanos) {
    /** For the metric. */
    public enum Kind {
        START,
        PEER_LOST,
        PEER_GAVE_UP,
        SWITCHOVER,
        RETURNED;

        /** As the label's value. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
