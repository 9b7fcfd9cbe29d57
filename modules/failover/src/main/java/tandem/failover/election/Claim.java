package tandem.failover.election;

/** What a node claims of the virtual addresses. The order is part of the message format: only append. */
public enum Claim {
    NONE,
    /** It is taking them; nobody else may start to. */
    TAKING,
    HOLDING,
    /** It gives them to a named node; nobody else may take them. */
    HANDING
}
