package tandem.proxy.origin;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import tandem.proxy.origin.ProxyHeaderReader.BadHeader;

/** Version 2: a signature, addresses by family, then further values (type, length, value), of which only the checksum counts. */
final class BinaryHeader {
    private static final int COMMAND_AT = 12;
    private static final int FAMILY_AT = 13;
    private static final int FIXED = 16;
    private static final int VERSION = 2;
    private static final int MOST_COMMAND = 1;
    private static final int LOCAL = 0;
    private static final int MOST_FAMILY = 3;
    private static final int MOST_TRANSPORT = 2;
    private static final int STREAM = 1;
    private static final int CHECKSUM = 3;
    private static final int CHECKSUM_BYTES = 4;
    private static final int VALUE_HEAD = 3;

    /** Bytes of both addresses and ports by family: unspecified, IPv4, IPv6, Unix. */
    private static final int[] ADDRESSES = {0, 12, 36, 216};

    private final byte[] bytes;
    private final int end;

    /** @param end where the header ends */
    BinaryHeader(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** Whether the fixed part can be the beginning of one. */
    static void begins(byte[] bytes) throws BadHeader {
        int command = bytes[COMMAND_AT] & 0xff;
        int family = bytes[FAMILY_AT] & 0xff;
        if (command >> 4 != VERSION) {
            throw new BadHeader("its header is of version " + (command >> 4) + ", not 2");
        }
        if ((command & 15) > MOST_COMMAND || family >> 4 > MOST_FAMILY || (family & 15) > MOST_TRANSPORT) {
            throw new BadHeader("its header has a command or a kind of address that there is not");
        }
    }

    Origin read() throws BadHeader {
        begins(bytes);
        int family = bytes[FAMILY_AT] >> 4;
        boolean stream = (bytes[FAMILY_AT] & 15) == STREAM;
        if ((bytes[COMMAND_AT] & 15) == LOCAL || family == 0) {
            return Origin.SENDER;
        }
        if (FIXED + ADDRESSES[family] > end) {
            throw new BadHeader("its header is too short for its addresses");
        }
        values(FIXED + ADDRESSES[family]);
        int length = family == 1 ? 4 : 16;
        if (family == MOST_FAMILY || !stream) {
            return Origin.SENDER;
        }
        int portAt = FIXED + 2 * length;
        return Origin.of(address(length), (bytes[portAt] & 0xff) << 8 | bytes[portAt + 1] & 0xff);
    }

    private InetAddress address(int length) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, FIXED, FIXED + length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    private void values(int from) throws BadHeader {
        int at = from;
        while (at < end) {
            int length = at + VALUE_HEAD > end ? end : number(at + 1);
            if (at + VALUE_HEAD + length > end) {
                throw new BadHeader("a value in its header reaches beyond its end");
            }
            if (bytes[at] == CHECKSUM) {
                checksum(at + VALUE_HEAD, length);
            }
            at += VALUE_HEAD + length;
        }
    }

    private int number(int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private void checksum(int at, int length) throws BadHeader {
        if (length != CHECKSUM_BYTES) {
            throw new BadHeader("the checksum of its header has " + length + " bytes, not " + CHECKSUM_BYTES);
        }
        long said = (long) number(at) << 16 | number(at + 2);
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, at);
        sum.update(new byte[CHECKSUM_BYTES]);
        sum.update(bytes, at + CHECKSUM_BYTES, end - at - CHECKSUM_BYTES);
        if (sum.getValue() != said) {
            throw new BadHeader("the checksum of its header is wrong");
        }
    }
}
