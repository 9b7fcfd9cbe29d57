package tandem.failover.vip;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** ARP in Ethernet frames (RFC 826, RFC 5227), as bytes. Pure. */
final class ArpFrame {
    static final int ETHER_TYPE = 0x0806;

    private static final int FRAME_BYTES = 42;
    private static final short ETHERNET = 1;
    private static final short IPV4 = 0x0800;
    private static final short REQUEST = 1;
    private static final short REPLY = 2;

    private ArpFrame() {}

    /** The announcement that most devices honour: a request for the address by its own holder. */
    static byte[] announcementRequest(MacAddress mac, InetAddress address) {
        return frame(REQUEST, mac, address.getAddress(), MacAddress.NONE, address.getAddress());
    }

    /** The announcement for the devices that honour only replies. */
    static byte[] announcementReply(MacAddress mac, InetAddress address) {
        return frame(REPLY, mac, address.getAddress(), mac, address.getAddress());
    }

    /** Asks who has the address without claiming one: the sender is 0.0.0.0, so no cache learns anything from it. */
    static byte[] probe(MacAddress mac, InetAddress target) {
        return frame(REQUEST, mac, new byte[4], MacAddress.NONE, target.getAddress());
    }

    /** Asks who has the address, as somebody who has one. */
    static byte[] request(MacAddress mac, InetAddress sender, InetAddress target) {
        return frame(REQUEST, mac, sender.getAddress(), MacAddress.NONE, target.getAddress());
    }

    /** Who claims the address by this frame: the hardware address of its sender, if the frame claims it at all. */
    static Optional<MacAddress> claimant(byte[] frame, InetAddress address) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        boolean claims = isArp(frame) && address instanceof Inet4Address && in.getInt(28) == number(address);
        return claims ? Optional.of(MacAddress.read(in, 22)) : Optional.empty();
    }

    /** Who asks for the address as by {@link #probe}, if the frame does so at all. */
    static Optional<MacAddress> asking(byte[] frame, InetAddress address) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        boolean asks = isArp(frame)
                && address instanceof Inet4Address
                && in.getShort(20) == REQUEST
                && in.getInt(28) == 0
                && in.getInt(38) == number(address);
        return asks ? Optional.of(MacAddress.read(in, 22)) : Optional.empty();
    }

    private static boolean isArp(byte[] frame) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        return frame.length >= FRAME_BYTES
                && in.getShort(12) == ETHER_TYPE
                && in.getShort(14) == ETHERNET
                && in.getShort(16) == IPV4;
    }

    private static int number(InetAddress address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    private static byte[] frame(short operation, MacAddress mac, byte[] sender, MacAddress targetMac, byte[] target) {
        ByteBuffer out = ByteBuffer.allocate(FRAME_BYTES);
        MacAddress.BROADCAST.put(out);
        mac.put(out).putShort((short) ETHER_TYPE);
        out.putShort(ETHERNET).putShort(IPV4).put((byte) 6).put((byte) 4).putShort(operation);
        mac.put(out).put(sender);
        targetMac.put(out).put(target);
        return out.array();
    }
}
