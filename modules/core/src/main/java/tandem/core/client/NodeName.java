package tandem.core.client;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import tandem.core.text.IpAddress;

/** An address as proxies write it: {@code 192.0.2.1}, {@code 2001:db8::1}, and with a port {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711}. */
final class NodeName {
    private static final int GLOBAL_MASK = 0xe0;
    private static final int GLOBAL = 0x20;

    private NodeName() {}

    /** The address; null if it is none. */
    static @Nullable InetAddress address(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 || !port(text, end + 1) ? null : ipv6(text.substring(1, end));
        }
        int colon = text.indexOf(':');
        if (colon < 0 || text.indexOf(':', colon + 1) >= 0) {
            return IpAddress.exact(text);
        }
        return port(text, colon) ? IpAddress.exact(text.substring(0, colon)) : null;
    }

    private static @Nullable InetAddress ipv6(String text) {
        return text.indexOf(':') < 0 ? null : IpAddress.exact(text);
    }

    /** Whether nothing or a port follows; an obfuscated one (RFC 7239, section 6) begins with an underscore. */
    private static boolean port(String text, int from) {
        return from == text.length() || text.charAt(from) == ':' && text.length() > from + 1;
    }

    /** Whether it is of a private network, this machine's or this link's own: no proxy elsewhere can know whose it is. */
    static boolean ofNoPublicNetwork(InetAddress address) {
        return address instanceof Inet6Address
                ? (address.getAddress()[0] & GLOBAL_MASK) != GLOBAL
                : address.isSiteLocalAddress()
                        || address.isLoopbackAddress()
                        || address.isLinkLocalAddress()
                        || address.isAnyLocalAddress();
    }
}
