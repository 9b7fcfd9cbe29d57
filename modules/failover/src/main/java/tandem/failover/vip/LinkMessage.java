package tandem.failover.vip;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the kernel tells of an interface ({@code ifinfomsg}, linux/rtnetlink.h).
 *
 * @param name empty if the message does not name it
 * @param running whether it is switched on and has a carrier
 */
record LinkMessage(String name, int index, boolean running) {
    static final short RTM_NEWLINK = 16;
    static final short RTM_DELLINK = 17;

    private static final int BODY_BYTES = 16;
    private static final short IFLA_IFNAME = 3;
    private static final int IFF_UP = 1;
    private static final int IFF_LOWER_UP = 0x10000;

    /** Reads the body of a message of either type. */
    static LinkMessage read(ByteBuffer body) {
        String name = "";
        int at = BODY_BYTES;
        while (at + 4 <= body.limit()) {
            int length = Short.toUnsignedInt(body.getShort(at));
            if (length < 4 || at + length > body.limit()) {
                break;
            }
            if (body.getShort(at + 2) == IFLA_IFNAME) {
                byte[] bytes = new byte[Math.max(0, length - 5)];
                body.get(at + 4, bytes);
                name = new String(bytes, StandardCharsets.UTF_8);
            }
            at += (length + 3) & ~3;
        }
        int flags = body.getInt(8);
        return new LinkMessage(name, body.getInt(4), (flags & IFF_UP) != 0 && (flags & IFF_LOWER_UP) != 0);
    }
}
