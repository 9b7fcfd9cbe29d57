package tandem.failover.vip;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Netlink messages about addresses, as bytes: {@code nlmsghdr}, {@code ifaddrmsg} and attributes in the machine's byte order
 * (linux/rtnetlink.h, linux/if_addr.h). Pure.
 */
final class AddressMessage {
    static final short NLMSG_ERROR = 2;
    static final short NLMSG_DONE = 3;
    static final short RTM_NEWADDR = 20;
    static final short RTM_DELADDR = 21;
    static final short RTM_GETADDR = 22;
    static final short NLM_F_DUMP_INTR = 0x10;
    static final int FOREVER = -1;

    private static final int HEADER_BYTES = 16;
    private static final int BODY_BYTES = 8;
    static final short NLM_F_REQUEST = 1;
    private static final short NLM_F_ACK = 4;
    private static final short NLM_F_REPLACE = 0x100;
    private static final short NLM_F_CREATE = 0x400;
    private static final short NLM_F_DUMP = 0x300;
    private static final short IFA_ADDRESS = 1;
    private static final short IFA_LOCAL = 2;
    private static final short IFA_CACHEINFO = 6;
    private static final short IFA_FLAGS = 8;
    private static final int IFA_F_NODAD = 0x02;
    private static final int IFA_F_NOPREFIXROUTE = 0x200;

    /** A message of an answer: its type, sequence number, flags and body. */
    record Part(short type, short flags, int sequence, ByteBuffer body) {}

    private AddressMessage() {}

    /**
     * Adds the address as a host address, or gives it a new lifetime where it is already.
     *
     * @param validSeconds when the kernel removes it; it is deprecated from the start, so never a source of new connections
     */
    static byte[] add(int sequence, InetAddress address, int interfaceIndex, int validSeconds) {
        byte[] bytes = address.getAddress();
        boolean six = bytes.length == 16;
        ByteBuffer message = start(RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE, sequence);
        body(message, bytes, bytes.length * 8, interfaceIndex);
        attribute(message, IFA_FLAGS, 4).putInt(IFA_F_NOPREFIXROUTE | (six ? IFA_F_NODAD : 0));
        attribute(message, IFA_CACHEINFO, 16)
                .putInt(0)
                .putInt(validSeconds)
                .putInt(0)
                .putInt(0);
        return finish(message);
    }

    /** Removes the address with exactly this prefix length from the interface. */
    static byte[] delete(int sequence, InetAddress address, int prefix, int interfaceIndex) {
        ByteBuffer message = start(RTM_DELADDR, NLM_F_REQUEST | NLM_F_ACK, sequence);
        body(message, address.getAddress(), prefix, interfaceIndex);
        return finish(message);
    }

    /** Asks for every address of the family on every interface. */
    static byte[] list(int sequence, int family) {
        ByteBuffer message = start(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, sequence);
        message.put((byte) family).put((byte) 0).put((byte) 0).put((byte) 0).putInt(0);
        return finish(message);
    }

    static int family(InetAddress address) {
        return address.getAddress().length == 16 ? Linux.AF_INET6 : Linux.AF_INET;
    }

    /** Splits a datagram of the kernel into its messages. */
    static List<Part> parts(byte[] datagram) {
        List<Part> parts = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        int at = 0;
        while (at + HEADER_BYTES <= datagram.length) {
            int length = in.getInt(at);
            if (length < HEADER_BYTES || at + length > datagram.length) {
                break;
            }
            ByteBuffer body = in.slice(at + HEADER_BYTES, length - HEADER_BYTES).order(ByteOrder.nativeOrder());
            parts.add(new Part(in.getShort(at + 4), in.getShort(at + 6), in.getInt(at + 8), body));
            at += aligned(length);
        }
        return parts;
    }

    /** Reads the body of an {@code RTM_NEWADDR} message. */
    static HeldAddress address(ByteBuffer body) throws UnknownHostException {
        int prefix = Byte.toUnsignedInt(body.get(1));
        int flags = Byte.toUnsignedInt(body.get(2));
        int interfaceIndex = body.getInt(4);
        int validSeconds = FOREVER;
        byte[] peer = new byte[0];
        byte[] local = new byte[0];
        int at = BODY_BYTES;
        while (at + 4 <= body.limit()) {
            int length = Short.toUnsignedInt(body.getShort(at));
            if (length < 4 || at + length > body.limit()) {
                break;
            }
            switch (body.getShort(at + 2)) {
                case IFA_ADDRESS -> peer = bytes(body, at + 4, length - 4);
                case IFA_LOCAL -> local = bytes(body, at + 4, length - 4);
                case IFA_FLAGS -> flags = body.getInt(at + 4);
                case IFA_CACHEINFO -> validSeconds = body.getInt(at + 8);
                default -> {}
            }
            at += aligned(length);
        }
        // IPv6 has no IFA_LOCAL unless the address has a peer
        InetAddress address = InetAddress.getByAddress(local.length == 0 ? peer : local);
        return new HeldAddress(address, prefix, interfaceIndex, flags, validSeconds);
    }

    private static byte[] bytes(ByteBuffer body, int from, int length) {
        byte[] bytes = new byte[length];
        body.get(from, bytes);
        return bytes;
    }

    /** A message without body yet. */
    static ByteBuffer start(short type, int flags, int sequence) {
        return ByteBuffer.allocate(128)
                .order(ByteOrder.nativeOrder())
                .putInt(0)
                .putShort(type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0);
    }

    private static void body(ByteBuffer message, byte[] address, int prefix, int interfaceIndex) {
        int family = address.length == 16 ? Linux.AF_INET6 : Linux.AF_INET;
        message.put((byte) family)
                .put((byte) prefix)
                .put((byte) 0)
                .put((byte) 0)
                .putInt(interfaceIndex);
        attribute(message, IFA_LOCAL, address.length).put(address);
        attribute(message, IFA_ADDRESS, address.length).put(address);
    }

    /** Puts the head of an attribute, whose value comes next. */
    static ByteBuffer attribute(ByteBuffer message, short type, int length) {
        return message.putShort((short) (4 + length)).putShort(type);
    }

    static byte[] finish(ByteBuffer message) {
        message.putInt(0, message.position());
        return Arrays.copyOf(message.array(), message.position());
    }

    private static int aligned(int length) {
        return (length + 3) & ~3;
    }
}
