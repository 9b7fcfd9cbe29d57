package tandem.proxy.origin;

import java.net.InetAddress;
import tandem.core.text.IpAddress;
import tandem.proxy.origin.ProxyHeaderReader.BadHeader;

/** Version 1: one line of text, {@code PROXY TCP4 192.0.2.1 198.51.100.100 56324 443}. */
final class LineHeader {
    /** The longest line, its end included. */
    static final int MOST = 107;

    private static final String UNKNOWN = "PROXY UNKNOWN";
    private static final int FAMILY_AT = 6;
    private static final int SPACES = 5;
    private static final int PARTS = 6;
    private static final int MOST_PORT = 65535;

    private LineHeader() {}

    /** How many bytes must still come at least, of a line that is not complete; never more than belong to it. */
    static int wanted(byte[] bytes, int count) {
        byte last = bytes[count - 1];
        if (last == '\r') {
            return 1;
        }
        if (bytes[FAMILY_AT] == 'U') {
            return Math.max(2, UNKNOWN.length() + 2 - count);
        }
        int spaces = 0;
        for (int i = 0; i < count; i++) {
            spaces += bytes[i] == ' ' ? 1 : 0;
        }
        int parts = 2 * Math.max(0, SPACES - spaces);
        return 2 + parts + (last == ' ' ? 1 : 0);
    }

    static void tooLong(int count) throws BadHeader {
        if (count >= MOST) {
            throw new BadHeader("the line of its header does not end after " + MOST + " bytes");
        }
    }

    /** @param line with its end */
    static Origin read(String line) throws BadHeader {
        if (line.length() > MOST) {
            tooLong(line.length());
        }
        int end = line.length() - 2;
        if (line.charAt(end) != '\r' || line.indexOf('\r') != end) {
            throw new BadHeader("the line of its header does not end with CR and LF");
        }
        String text = line.substring(0, end);
        if (text.equals(UNKNOWN) || text.startsWith(UNKNOWN + " ")) {
            return Origin.SENDER;
        }
        String[] parts = text.split(" ", -1);
        if (parts.length != PARTS) {
            throw new BadHeader("its header has " + parts.length + " words in place of " + PARTS);
        }
        InetAddress source = address(parts[1], parts[2]);
        address(parts[1], parts[3]);
        port(parts[5]);
        return Origin.of(source, port(parts[4]));
    }

    private static InetAddress address(String family, String text) throws BadHeader {
        if (!family.equals("TCP4") && !family.equals("TCP6")) {
            throw new BadHeader("its header is for neither TCP4 nor TCP6 nor UNKNOWN");
        }
        InetAddress address = IpAddress.exact(text);
        if (address == null || text.indexOf(':') >= 0 != family.equals("TCP6")) {
            throw new BadHeader("an address in its header is none of " + family);
        }
        return address;
    }

    private static int port(String text) throws BadHeader {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || text.length() > 1 && text.charAt(0) == '0' || Integer.parseInt(text) > MOST_PORT) {
            throw new BadHeader("a port in its header is not in 0.." + MOST_PORT);
        }
        return Integer.parseInt(text);
    }
}
