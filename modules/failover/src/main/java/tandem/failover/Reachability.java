package tandem.failover;

/** Tells whether this node still reaches the rest of the network. Asked on a thread of its own; may block for a moment. */
@FunctionalInterface
public interface Reachability {
    /** For networks without a gateway: reachability is not checked. */
    Reachability ALWAYS = () -> true;

    /** Whether the gateway answers now. */
    boolean reachable();
}
