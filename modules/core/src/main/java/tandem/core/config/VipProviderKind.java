package tandem.core.config;

/** How a virtual address is held. */
public enum VipProviderKind {
    /** A real address with a kernel lifetime, announced by gratuitous ARP. */
    NETLINK,
    /** Owning the listening port on the address is holding it: for one machine, without privileges. */
    BIND,
    /** A command of the operator's moves it: for clouds and routed networks. */
    EXEC
}
