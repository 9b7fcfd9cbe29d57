package tandem.failover.vip;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** IPv6 neighbour discovery in Ethernet frames (RFC 4861, RFC 4862), with our own checksum, as bytes. Pure. */
final class NeighbourFrame {
    static final int ETHER_TYPE = 0x86dd;

    private static final int IP = 14;
    private static final int ICMP = IP + 40;
    private static final byte NEXT_HEADER_ICMPV6 = 58;
    private static final byte SOLICITATION = (byte) 135;
    private static final byte ADVERTISEMENT = (byte) 136;
    private static final int OVERRIDE = 0x2000_0000;
    private static final byte TARGET_LINK_LAYER = 2;
    private static final byte[] UNSPECIFIED = new byte[16];
    private static final byte[] ALL_NODES = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private NeighbourFrame() {}

    /** Tells all nodes that the address is at this hardware address now; they overwrite what they knew. */
    static byte[] announcement(MacAddress mac, InetAddress address) {
        byte[] vip = address.getAddress();
        ByteBuffer out = start(mac, vip, ALL_NODES, 32);
        out.put(ADVERTISEMENT)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(OVERRIDE)
                .put(vip);
        mac.put(out.put(TARGET_LINK_LAYER).put((byte) 1));
        return finish(out);
    }

    /** Asks who has the address as duplicate address detection does: from nobody, so the answer goes to all nodes. */
    static byte[] probe(MacAddress mac, InetAddress target) {
        byte[] wanted = target.getAddress();
        byte[] group = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, (byte) 0xff, wanted[13], wanted[14], wanted[15]};
        ByteBuffer out = start(mac, UNSPECIFIED, group, 24);
        out.put(SOLICITATION).put((byte) 0).putShort((short) 0).putInt(0).put(wanted);
        return finish(out);
    }

    /** The hardware address that questions about an address go to (RFC 2464 §7, RFC 4291 §2.7.1). */
    static MacAddress group(InetAddress target) {
        byte[] wanted = target.getAddress();
        return MacAddress.read(
                ByteBuffer.wrap(new byte[] {0x33, 0x33, (byte) 0xff, wanted[13], wanted[14], wanted[15]}), 0);
    }

    /** Who asks for the address as by {@link #probe}, if the frame does so at all. */
    static Optional<MacAddress> asking(byte[] frame, InetAddress address) {
        boolean asks = isAbout(frame, address, SOLICITATION)
                && Arrays.equals(frame, IP + 8, IP + 24, UNSPECIFIED, 0, UNSPECIFIED.length);
        return asks ? Optional.of(MacAddress.read(ByteBuffer.wrap(frame), 6)) : Optional.empty();
    }

    /** Who claims the address by this frame: an advertisement's target hardware address, or else its sender's. */
    static Optional<MacAddress> claimant(byte[] frame, InetAddress address) {
        if (!isAbout(frame, address, ADVERTISEMENT)) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(frame);
        boolean option = frame.length >= ICMP + 32 && in.get(ICMP + 24) == TARGET_LINK_LAYER && in.get(ICMP + 25) == 1;
        return Optional.of(MacAddress.read(in, option ? ICMP + 26 : 6));
    }

    private static boolean isAbout(byte[] frame, InetAddress address, byte type) {
        if (frame.length < ICMP + 24 || !(address instanceof Inet6Address)) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(frame);
        return in.getShort(12) == (short) ETHER_TYPE
                && in.get(IP + 6) == NEXT_HEADER_ICMPV6
                && in.get(ICMP) == type
                && Arrays.equals(Arrays.copyOfRange(frame, ICMP + 8, ICMP + 24), address.getAddress());
    }

    private static ByteBuffer start(MacAddress mac, byte[] source, byte[] group, int payload) {
        ByteBuffer out = ByteBuffer.allocate(ICMP + payload);
        out.putShort((short) 0x3333).put(group, 12, 4);
        mac.put(out).putShort((short) ETHER_TYPE);
        out.putInt(0x6000_0000)
                .putShort((short) payload)
                .put(NEXT_HEADER_ICMPV6)
                .put((byte) 255);
        return out.put(source).put(group);
    }

    private static byte[] finish(ByteBuffer out) {
        byte[] frame = out.array();
        out.putShort(ICMP + 2, checksum(frame));
        return frame;
    }

    /** The Internet checksum over the pseudo header (RFC 8200 §8.1) and the message, whose checksum field is 0. */
    private static short checksum(byte[] frame) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        long sum = frame.length - ICMP + NEXT_HEADER_ICMPV6;
        for (int at = IP + 8; at < frame.length; at += 2) {
            sum += Short.toUnsignedInt(in.getShort(at));
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (short) ~sum;
    }
}
