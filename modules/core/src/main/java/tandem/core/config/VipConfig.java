package tandem.core.config;

import java.util.Optional;

/** One virtual address. */
public record VipConfig(
        @Key(
                doc =
                        "The address, with the prefix length of its network; it is installed as a host address (/32, /128).",
                example = "198.51.100.100/24")
        String address,

        @Key(
                name = "interface",
                doc = "The interface that carries the address; needed with provider netlink.",
                fallback = "",
                example = "eth0")
        Optional<String> device,

        @Key(
                doc =
                        "How the address is held: netlink (a real address, needs CAP_NET_ADMIN and CAP_NET_RAW) or bind (the"
                                + " listening port is the address; one machine, no privileges).",
                fallback = "netlink")
        VipProviderKind provider) {

    /** The address alone, without prefix length. */
    public String host() {
        int slash = address.indexOf('/');
        return slash < 0 ? address : address.substring(0, slash);
    }
}
