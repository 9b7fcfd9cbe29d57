package tandem.failover.election;

/** What ends a node's hold on the virtual addresses when the node itself no longer can; the strongest first. */
public enum FenceKind {
    /** The kernel drops their packets milliseconds after the last renewal (nf_tables). */
    KERNEL_TIMEOUT,
    /** The kernel removes the addresses about a second after the last renewal. */
    ADDRESS_LIFETIME,
    /** The kernel closes their ports when the process ends; a process that stands still keeps them (provider bind). */
    PROCESS,
    /** A script takes them away, if the node can still call it (provider exec). */
    SCRIPT;

    /** Whether the addresses go dark by themselves when renewals stop. */
    public boolean timed() {
        return this == KERNEL_TIMEOUT || this == ADDRESS_LIFETIME;
    }
}
