package tandem.core.text;

import java.net.InetAddress;
import java.util.List;

/**
 * A set of addresses with a common prefix.
 *
 * @param address an address of the network; the bits after the prefix do not matter
 * @param prefix how many leading bits count: 0..32 or 0..128
 */
public record Network(InetAddress address, int prefix) {
    public Network {
        if (prefix < 0 || prefix > address.getAddress().length * 8) {
            throw new IllegalArgumentException("prefix length " + prefix + " does not fit " + address.getHostAddress());
        }
    }

    /**
     * Reads {@code 192.0.2.0/24}, {@code 192.0.2.1}, {@code 2001:db8::/32}, and Apache's {@code 192.0.2} (a partial address)
     * and {@code 192.0.2.0/255.255.255.0}. Never asks a name server.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (slash < 0 && host.matches("\\d{1,3}(\\.\\d{1,3}){0,2}\\.?")) {
            return partial(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
        }
        InetAddress address = IpAddress.parse(host);
        if (slash < 0) {
            return new Network(address, address.getAddress().length * 8);
        }
        String mask = text.substring(slash + 1);
        return new Network(address, mask.indexOf('.') >= 0 ? maskLength(text, mask) : number(text, mask));
    }

    private static Network partial(String host) {
        int parts = host.split("\\.").length;
        return new Network(IpAddress.parse(host + ".0".repeat(4 - parts)), parts * 8);
    }

    private static int maskLength(String text, String mask) {
        byte[] bytes = IpAddress.parse(mask).getAddress();
        int bits = 0;
        for (byte b : bytes) {
            bits += Integer.bitCount(b & 0xff);
        }
        Network contiguous = new Network(IpAddress.parse(mask), bits);
        for (int i = 0; i < bytes.length * 8; i++) {
            boolean set = (contiguous.address().getAddress()[i / 8] >> (7 - i % 8) & 1) == 1;
            if (set != i < bits) {
                throw new IllegalArgumentException("'" + text + "': the mask has a gap");
            }
        }
        return bits;
    }

    private static int number(String text, String digits) {
        if (!digits.matches("\\d{1,3}")) {
            throw new IllegalArgumentException("'" + text + "' is not ADDRESS/LENGTH, such as 192.0.2.0/24");
        }
        return Integer.parseInt(digits);
    }

    /** Whether the address lies in one of them. */
    public static boolean anyContains(List<Network> networks, InetAddress address) {
        for (int i = 0; i < networks.size(); i++) {
            if (networks.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the address lies in this network; never across IPv4 and IPv6. */
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit));
            if (((mine[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
