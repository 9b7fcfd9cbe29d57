package tandem.core.config;

import java.time.Duration;
import java.util.List;
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
                        "How the address is held: netlink (a real address, needs CAP_NET_ADMIN and CAP_NET_RAW), bind (the"
                                + " listening port is the address; one machine, no privileges) or exec (a command moves it:"
                                + " docs/reference/exec-provider.md).",
                fallback = "netlink")
        VipProviderKind provider,

        @Key(doc = "Addresses of one group move together, under one lease.", fallback = "main")
        String group,

        @Key(
                doc = "The node that holds the group while it is fit to; the addresses return to it by a planned"
                        + " switchover. Default: they stay where they are.",
                fallback = "",
                example = "lb1")
        Optional<String> prefer,

        @Key(
                doc =
                        "With provider exec: the command that takes, hides and looks at the address; program and arguments"
                                + " as a list.",
                fallback = "",
                example = "[/etc/tandem/vip-hook, --region, north]")
        List<String> command,

        @Key(
                doc = "With provider exec: how long one call of the command may take; then it is killed and counts as"
                        + " failed.",
                fallback = "5s",
                range = "100ms..1m")
        Duration commandTimeout) {

    /** The group of an address that names none. */
    public static final String MAIN_GROUP = "main";

    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

    public VipConfig {
        command = List.copyOf(command);
    }

    /** An address in the main group that prefers no node and needs no command. */
    public VipConfig(String address, Optional<String> device, VipProviderKind provider) {
        this(address, device, provider, MAIN_GROUP, Optional.empty(), List.of(), COMMAND_TIMEOUT);
    }

    /** The address alone, without prefix length. */
    public String host() {
        int slash = address.indexOf('/');
        return slash < 0 ? address : address.substring(0, slash);
    }
}
