package tandem.failover.vip;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Netlink messages about routes, as bytes: {@code nlmsghdr}, {@code rtmsg} and attributes in the machine's byte order
 * (linux/rtnetlink.h). Pure.
 */
final class RouteMessage {
    static final short RTM_NEWROUTE = 24;

    private static final short RTM_GETROUTE = 26;
    private static final int RTM_F_FIB_MATCH = 0x2000;
    private static final byte RTN_LOCAL = 2;
    private static final short RTA_DST = 1;
    private static final short RTA_OIF = 4;
    private static final int TYPE_AT = 7;

    private RouteMessage() {}

    /** Asks for the entry of the routing tables by which packets to the address go to this interface. */
    static byte[] entry(int sequence, InetAddress address, int interfaceIndex) {
        byte[] bytes = address.getAddress();
        ByteBuffer message = AddressMessage.start(RTM_GETROUTE, AddressMessage.NLM_F_REQUEST, sequence);
        message.put((byte) AddressMessage.family(address))
                .put((byte) (bytes.length * 8))
                .put(new byte[6])
                .putInt(RTM_F_FIB_MATCH);
        AddressMessage.attribute(message, RTA_DST, bytes.length).put(bytes);
        AddressMessage.attribute(message, RTA_OIF, 4).putInt(interfaceIndex);
        return AddressMessage.finish(message);
    }

    /** Whether the body of an {@code RTM_NEWROUTE} message says that this machine itself takes the packets. */
    static boolean local(ByteBuffer body) {
        return body.get(TYPE_AT) == RTN_LOCAL;
    }
}
