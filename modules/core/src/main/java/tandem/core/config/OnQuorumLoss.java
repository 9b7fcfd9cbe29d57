package tandem.core.config;

/** What the active node does when it can no longer reach a majority of the voters. */
public enum OnQuorumLoss {
    /** Gives the virtual addresses up: safe, and out of service where nobody else can take them. */
    RELEASE,
    /** Keeps them while the gateway answers: in service, and without the guarantee. */
    HOLD
}
