package tandem.failover.election;

/**
 * How a node is reached on the segment of a virtual address, as its peers need it to send it packets of that address.
 *
 * @param vip the virtual address, without prefix length
 * @param address one of the node's own on the same interface and of the same family
 * @param mac the interface's hardware address, lower case with colons
 */
public record Station(String vip, String address, String mac) {}
