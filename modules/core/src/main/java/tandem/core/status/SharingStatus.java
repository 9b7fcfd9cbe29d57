package tandem.core.status;

/**
 * How sharing with the peers goes. Traffic and takeover never depend on it.
 *
 * @param state {@code off}, {@code joining}, {@code joined} or {@code alone}
 * @param reason a sentence
 * @param lagMillis age of the oldest peer row or of the oldest unpublished change; -1 if unknown
 */
public record SharingStatus(String state, String reason, long lagMillis) {
    public static final SharingStatus OFF = new SharingStatus("off", "this node runs alone", -1);
}
