package tandem.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.core.text.Network;

/**
 * A forward proxy: clients ask it for servers that they name themselves, by a whole URL or CONNECT (Apache's ProxyRequests). It
 * must say who may use it.
 */
public record ForwardProxyConfig(
        @Key(doc = "The listeners that it is at; empty: all.", fallback = "", example = "[outbound]")
        List<String> listeners,

        @Key(
                doc =
                        "Who may use it; of the rules that match the last decides, and what none matches is refused. A proxy that"
                                + " everybody may use is an error.",
                fallback = "",
                example = "[{access: {order: allow-deny, allow: [198.51.100.0/24]}}]")
        List<ForwardGuardConfig> guards,

        @Key(
                doc = "Ports that CONNECT may ask for (AllowCONNECT).",
                fallback = "[443, 563]",
                example = "[443, 8000-8100]")
        List<PortRange> connectPorts,

        @Key(
                doc = "Hosts that nobody may ask for: a part of the name, a network, or * for all (ProxyBlock).",
                fallback = "",
                example = "[ads.example, 203.0.113.0/24]")
        List<String> block,

        @Key(
                doc = "Other proxies, in order: the first that matches is asked, the next one if it cannot be reached"
                        + " (ProxyRemote).",
                fallback = "",
                example = "[{url: \"http://proxy.example:3128\"}]")
        List<ForwardParentConfig> parents,

        @Key(
                doc = "Hosts, .domains and networks that are asked without another proxy (NoProxy).",
                fallback = "",
                example = "[.example.com, 192.0.2.0/24]")
        List<String> direct,

        @Key(
                doc = "The domain of hosts without one: clients are sent there by a redirect (ProxyDomain).",
                fallback = "",
                example = ".example.com")
        Optional<String> domain,

        @Key(
                doc =
                        "Addresses that may be asked for though they are this machine's, a node's, a virtual address, loopback or"
                                + " link-local, all of which are refused otherwise.",
                fallback = "",
                example = "[127.0.0.1]")
        List<Network> permit,

        @Key(doc = "Add or remove Via: off, on, full, block (ProxyVia).", fallback = "on")
        RouteConfig.Via via,

        @Key(doc = "The address that connections leave by (ProxySourceAddress).", fallback = "")
        Optional<SourceAddress> sourceAddress,

        @Key(doc = "How long finding an address, and a connection to it, may take.", fallback = "3s", range = "1ms..5m")
        Duration connectTimeout,

        @Key(
                doc = "How long a server may be silent before its response and between pieces of it.",
                fallback = "60s",
                range = "1ms..1h")
        Duration timeout,

        @Key(doc = "How long a connection made by CONNECT may carry nothing.", fallback = "5m", range = "1s..24h")
        Duration tunnelIdle,

        @Key(
                doc = "Most connections made by CONNECT at a time; more are answered with 503.",
                fallback = "1000",
                range = "1..1000000")
        int tunnels,

        @Key(doc = "How servers are asked that clients name by ftp://.", fallback = "{}")
        FtpConfig ftp) {

    public ForwardProxyConfig {
        listeners = List.copyOf(listeners);
        guards = List.copyOf(guards);
        connectPorts = List.copyOf(connectPorts);
        block = List.copyOf(block);
        parents = List.copyOf(parents);
        direct = List.copyOf(direct);
        permit = List.copyOf(permit);
    }
}
