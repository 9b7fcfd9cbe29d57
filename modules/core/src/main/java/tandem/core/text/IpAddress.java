package tandem.core.text;

import java.net.InetAddress;

/** Reads literal IP addresses without ever asking a name server. */
public final class IpAddress {
    private IpAddress() {}

    /**
     * Reads an IPv4 or IPv6 literal.
     *
     * @throws IllegalArgumentException if the text is anything else, such as a name
     */
    public static InetAddress parse(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address");
        }
    }

    /** Whether the text is an IPv4 or IPv6 literal. */
    public static boolean valid(String text) {
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
