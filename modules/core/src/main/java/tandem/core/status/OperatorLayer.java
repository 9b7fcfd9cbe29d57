package tandem.core.status;

import java.util.List;

/**
 * What operators set of a member or balancer, over what the file says.
 *
 * @param revision counts the changes, from 1
 * @param author who made the newest
 * @param node where
 * @param atEpochMillis when, by that node's wall clock
 * @param comment why; may be empty
 * @param expiresEpochMillis when the file's values return by themselves; 0: never
 * @param keys which values are the operator's, such as {@code setting}, {@code weight} or {@code url}; every other is the file's
 */
public record OperatorLayer(
        long revision,
        String author,
        String node,
        long atEpochMillis,
        String comment,
        long expiresEpochMillis,
        List<String> keys) {
    public OperatorLayer {
        keys = List.copyOf(keys);
    }
}
