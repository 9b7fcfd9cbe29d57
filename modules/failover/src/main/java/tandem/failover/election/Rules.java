package tandem.failover.election;

import java.util.List;

/**
 * What does not change while a node runs.
 *
 * @param self this node's name, one of {@code order}
 * @param order every node of the installation, in configuration order
 * @param incarnation differs between two lives of this node
 * @param vips the virtual addresses, for sentences
 * @param frozenOwnerKeeps whether a frozen node keeps the addresses for ever, since no kernel lifetime takes them away
 */
public record Rules(
        String self, List<String> order, long incarnation, String vips, boolean frozenOwnerKeeps, Timing timing) {
    public Rules {
        order = List.copyOf(order);
        if (!order.contains(self)) {
            throw new IllegalArgumentException("node '" + self + "' is not among " + String.join(", ", order));
        }
    }

    /** Whether there is nobody else in the installation. */
    boolean single() {
        return order.size() == 1;
    }

    int rank(String node) {
        int index = order.indexOf(node);
        return index < 0 ? order.size() : index;
    }
}
