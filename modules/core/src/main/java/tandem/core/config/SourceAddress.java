package tandem.core.config;

import java.net.InetAddress;
import tandem.core.text.IpAddress;

/** An address of this machine that connections leave by (ProxySourceAddress). */
public record SourceAddress(InetAddress address) {

    /**
     * Reads an IP address.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static SourceAddress parse(String text) {
        return new SourceAddress(IpAddress.parse(text));
    }

    /** The text that {@link #parse} reads back. */
    @Override
    public String toString() {
        return address.getHostAddress();
    }
}
