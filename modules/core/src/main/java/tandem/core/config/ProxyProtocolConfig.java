package tandem.core.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import tandem.core.text.Network;

/**
 * Who connects on behalf of clients and says so by a header of the PROXY protocol, version 1 or 2. What that header says is
 * believed, so it is read from those alone that {@code from} names.
 */
public record ProxyProtocolConfig(
        @Key(
                doc = "Networks of the balancers in front, whose every connection must begin with such a header; all is"
                        + " everybody. Others are closed at once (RemoteIPProxyProtocol).",
                example = "[192.0.2.0/28]")
        List<Network> from,

        @Key(
                doc = "Networks that connect without a header, such as monitoring; they win over from"
                        + " (RemoteIPProxyProtocolExceptions).",
                fallback = "",
                example = "[192.0.2.9]")
        List<Network> direct,

        @Key(doc = "How long a header may take to arrive.", fallback = "5s", range = "100ms..1m")
        Duration timeout) {

    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    public ProxyProtocolConfig {
        from = List.copyOf(from);
        direct = List.copyOf(direct);
        if (from.isEmpty()) {
            throw new IllegalArgumentException("from names nobody, so everybody would be refused; leave out"
                    + " proxy-protocol, or name the networks of the balancers in front");
        }
    }

    /** Whether one at this address has to send a header. */
    public boolean trusts(InetAddress address) {
        return Network.anyContains(from, address);
    }

    /** Whether one at this address sends none. */
    public boolean isDirect(InetAddress address) {
        return Network.anyContains(direct, address);
    }
}
