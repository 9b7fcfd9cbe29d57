package tandem.core.config;

import tandem.core.text.IpAddress;

/**
 * Where to listen.
 *
 * @param host an IP address without brackets, or {@code *} for every address of the machine
 * @param port 0..65535; 0 lets the kernel choose (tests)
 */
public record ListenAddress(String host, int port) {
    public static final String EVERY_ADDRESS = "*";

    public ListenAddress {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not in 0..65535");
        }
    }

    /** Reads {@code *:80}, {@code 80}, {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}. */
    public static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? EVERY_ADDRESS : text.substring(0, colon);
        String port = text.substring(colon + 1);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "'" + text + "': write an IPv6 address in brackets, such as [2001:db8::1]:80");
        }
        if (port.isEmpty() || !port.chars().allMatch(c -> c >= '0' && c <= '9') || port.length() > 5) {
            throw new IllegalArgumentException("'" + text + "' is not ADDRESS:PORT, such as *:80 or 192.0.2.1:80");
        }
        return new ListenAddress(host.isEmpty() ? EVERY_ADDRESS : host, Integer.parseInt(port));
    }

    public boolean everyAddress() {
        return host.equals(EVERY_ADDRESS);
    }

    /** Whether this machine alone can connect to it. */
    public boolean loopback() {
        return IpAddress.valid(host) && IpAddress.parse(host).isLoopbackAddress();
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
