package tandem.core.config;

/** How a member is chosen (Apache's lbmethod). */
public enum PolicyName {
    /** By weight and number of requests, with Apache's exact sequences. */
    BYREQUESTS
}
