package tandem.core.text;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

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

    /**
     * Reads an address that a program wrote: four numbers without needless zeros, or an IPv6 address without a zone.
     *
     * @return null if it is anything else
     */
    public static @Nullable InetAddress exact(String text) {
        boolean candidate = text.indexOf(':') >= 0 ? text.chars().allMatch(IpAddress::ofIpv6) : dotted(text);
        return candidate && valid(text) ? InetAddress.ofLiteral(text) : null;
    }

    private static boolean ofIpv6(int c) {
        return c < 128 && Character.digit(c, 16) >= 0 || c == ':' || c == '.';
    }

    private static boolean dotted(String text) {
        String[] numbers = text.split("\\.", -1);
        if (numbers.length != 4) {
            return false;
        }
        for (String number : numbers) {
            boolean digits =
                    !number.isEmpty() && number.length() <= 3 && number.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || number.length() > 1 && number.charAt(0) == '0' || Integer.parseInt(number) > 255) {
                return false;
            }
        }
        return true;
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
