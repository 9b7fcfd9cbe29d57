package tandem.core.status;

import java.util.Map;

/**
 * How sharing with the peers goes. Traffic and takeover never depend on it.
 *
 * @param state {@code off}, {@code joining}, {@code joined}, {@code alone} or {@code bridged}: over the election link alone
 * @param reason a sentence
 * @param lagMillis age of the oldest peer row or of the oldest unpublished change; -1 if unknown
 * @param ageMillis for how long what each node last told of itself has been known here, by node; without nodes that told nothing
 */
public record SharingStatus(String state, String reason, long lagMillis, Map<String, Long> ageMillis) {
    public static final SharingStatus OFF = new SharingStatus("off", "this node runs alone", -1);

    public SharingStatus {
        ageMillis = Map.copyOf(ageMillis);
    }

    /** Without a peer that has told anything. */
    public SharingStatus(String state, String reason, long lagMillis) {
        this(state, reason, lagMillis, Map.of());
    }
}
