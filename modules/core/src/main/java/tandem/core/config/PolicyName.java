package tandem.core.config;

/** How a member is chosen (Apache's lbmethod). */
public enum PolicyName {
    /** By weight and number of requests, with Apache's exact sequences. */
    BYREQUESTS,
    /** By weight and number of bytes to and from the members, all nodes together. */
    BYTRAFFIC,
    /** By number of requests in flight, all nodes together; weight decides between equals. */
    BYBUSYNESS
}
