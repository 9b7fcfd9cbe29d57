package tandem.failover.vip;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Tells a segment where an address is now. Keeps its socket, since the kernel takes 10 ms to close one; opens another when the
 * interface was made anew. One thread at a time.
 */
final class Announcer implements AutoCloseable {
    private Optional<RawSocket> socket = Optional.empty();
    private int interfaceIndex;

    /** Sends ARP in both forms, or an unsolicited advertisement; nothing on a device without hardware addresses. */
    void announce(LinkDevice device, InetAddress address) throws SystemCallException {
        if (device.mac().isEmpty()) {
            return;
        }
        MacAddress mac = device.mac().get();
        RawSocket out = socketOn(device);
        try {
            if (address instanceof Inet4Address) {
                out.send(ArpFrame.announcementRequest(mac, address));
                out.send(ArpFrame.announcementReply(mac, address));
            } else {
                out.send(NeighbourFrame.announcement(mac, address));
            }
        } catch (SystemCallException e) {
            close();
            throw e;
        }
    }

    private RawSocket socketOn(LinkDevice device) throws SystemCallException {
        if (socket.isEmpty() || interfaceIndex != device.index()) {
            close();
            socket = Optional.of(RawSocket.packet(device.index(), 0));
            interfaceIndex = device.index();
        }
        return socket.get();
    }

    @Override
    public void close() {
        socket.ifPresent(RawSocket::close);
        socket = Optional.empty();
    }
}
