package tandem.core.config;

import java.util.List;
import java.util.Optional;
import tandem.core.text.Network;

/**
 * Which proxies in front are believed when they say by a field of the request whom they speak for. Nobody is who is not named
 * here; the field of everybody else is passed on and means nothing.
 */
public record ClientAddressConfig(
        @Key(
                doc =
                        "The field: X-Forwarded-For, Forwarded (RFC 7239), or another with a list of addresses, the last of which"
                                + " is from the last proxy (RemoteIPHeader).",
                fallback = "X-Forwarded-For")
        String field,

        @Key(
                doc = "Networks of one's own proxies, believed whatever address they name (RemoteIPInternalProxy).",
                fallback = "",
                example = "[192.0.2.0/28]")
        List<Network> internalProxies,

        @Key(
                doc =
                        "Networks of proxies elsewhere, such as a CDN's; where they name an address that is private or of no"
                                + " public network, they count as the client themselves (RemoteIPTrustedProxy).",
                fallback = "",
                example = "[203.0.113.0/24]")
        List<Network> trustedProxies,

        @Key(
                doc = "A field in which members get the trusted proxies that a request passed (RemoteIPProxiesHeader).",
                fallback = "",
                example = "X-Forwarded-By")
        Optional<String> proxiesField) {

    private static final String NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}";

    public ClientAddressConfig {
        internalProxies = List.copyOf(internalProxies);
        trustedProxies = List.copyOf(trustedProxies);
        if (internalProxies.isEmpty() && trustedProxies.isEmpty()) {
            throw new IllegalArgumentException(
                    "names no proxy, so nobody would be believed; write internal-proxies or trusted-proxies");
        }
        demandName(field);
        proxiesField.ifPresent(ClientAddressConfig::demandName);
    }

    private static void demandName(String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("'" + name + "' is no name of a field");
        }
    }
}
