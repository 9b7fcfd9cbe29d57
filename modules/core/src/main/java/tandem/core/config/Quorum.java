package tandem.core.config;

/** Whose consent it takes to hold the virtual addresses. */
public enum Quorum {
    /** More than half of all voters, witnesses included: never two owners, whatever is cut. Needs three voters. */
    MAJORITY,
    /** Every voter that can be heard; where one is silent, the gateway must answer and nobody may answer for the address. */
    PROBE,
    /** As {@link #PROBE}, without the gateway: availability before safety, as VRRP has it. */
    NONE,
    /** Every voter: no automatic takeover, unless the fence command confirms that a silent node is dead. */
    STRICT
}
