package tandem.core.config;

import java.util.Locale;
import java.util.stream.Stream;

/** How a member is chosen (Apache's lbmethod, and what Apache lacks). */
public enum PolicyName {
    /** By weight and number of requests, with Apache's exact sequences: weighted round robin. */
    BYREQUESTS,
    /** By weight and number of bytes to and from the members, all nodes together. */
    BYTRAFFIC,
    /** By number of requests in flight, all nodes together; weight decides between equals. */
    BYBUSYNESS,
    /** By chance, in proportion to the free slots that members announce. */
    HEARTBEAT,
    /** Of two members by chance the one with fewer requests in flight for its weight. */
    RANDOM,
    /** Of two members by chance the one that answers sooner, by what it took lately and has in flight. */
    LEAST_TIME,
    /** By a part of the request, the same on every node and with any number of members down. */
    HASH,
    /** The first member in their order that has room; see its limit. */
    FIRST;

    /** Those that Apache has, by its names. */
    public static Stream<PolicyName> apache() {
        return Stream.of(BYREQUESTS, BYTRAFFIC, BYBUSYNESS, HEARTBEAT);
    }

    /** As configurations name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
