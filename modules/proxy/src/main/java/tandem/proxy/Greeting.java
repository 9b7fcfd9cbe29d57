package tandem.proxy;

import java.net.InetSocketAddress;
import tandem.core.balance.Member;
import tandem.core.config.ProxyHeaderVersion;
import tandem.proxy.origin.ProxyHeaderWriter;

/** What a connection to a member begins with, before everything else: the header of the PROXY protocol, where it wants one. */
final class Greeting {
    private static final byte[] NOTHING = {};

    private Greeting() {}

    /** For the client of this request; may be empty. */
    static byte[] of(Member member, HeadFacts facts) {
        ProxyHeaderVersion version = member.config().proxyProtocol();
        if (version == ProxyHeaderVersion.OFF) {
            return NOTHING;
        }
        ClientConnection client = facts.connection();
        return ProxyHeaderWriter.header(
                version,
                new InetSocketAddress(facts.client(), facts.ofConnection() ? client.port() : 0),
                new InetSocketAddress(client.localAddress(), client.localPort()));
    }
}
