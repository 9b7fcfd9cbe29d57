package tandem.core.status;

import java.util.List;

/**
 * A certificate that is ordered automatically, as the reporting node knows it.
 *
 * @param names what it is for
 * @param held whether it is there
 * @param sentence what is under way or went wrong; empty if it is there and all is well
 * @param expiresEpochMillis when it expires; 0 if it is not there
 * @param dueEpochMillis when the next order is due; in the past if it is overdue
 */
public record OrderStatus(
        List<String> names, boolean held, String sentence, long expiresEpochMillis, long dueEpochMillis) {
    public OrderStatus {
        names = List.copyOf(names);
    }
}
