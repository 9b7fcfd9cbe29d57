package tandem.failover.election;

import java.util.List;

/**
 * What came of an event.
 *
 * @param actions to be carried out in this order; may be empty
 * @param reason why the node has its role now
 */
public record Step(State next, List<Action> actions, Reason reason) {
    public Step {
        actions = List.copyOf(actions);
    }
}
