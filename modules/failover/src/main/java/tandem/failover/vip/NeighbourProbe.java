package tandem.failover.vip;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks a segment who has an address, by ARP or by neighbour solicitation, and listens for the answer. It opens its socket for
 * each question, so nothing heard earlier is taken for an answer. One thread at a time.
 *
 * @param attempts how often the question is sent, at least once
 * @param gapMillis between two questions
 * @param waitMillis how long answers are awaited in all
 */
record NeighbourProbe(int attempts, int gapMillis, int waitMillis) {
    /** Two questions at once, then silence long enough for a living holder on the segment. */
    static final NeighbourProbe DUPLICATE = new NeighbourProbe(2, 25, 60);

    /** Forgives one lost frame. */
    static final NeighbourProbe GATEWAY = new NeighbourProbe(3, 50, 150);

    /**
     * Who else has the address.
     *
     * @param sender our own address on the segment, for devices that answer no anonymous question; IPv4 only
     * @return the first holder that answered, never the device itself; empty after silence, and on a device without hardware
     *     addresses
     */
    Optional<MacAddress> holder(LinkDevice device, Optional<Inet4Address> sender, InetAddress target)
            throws SystemCallException {
        if (device.mac().isEmpty()) {
            return Optional.empty();
        }
        MacAddress own = device.mac().get();
        boolean four = target instanceof Inet4Address;
        byte[] question = question(own, sender, target);
        int etherType = four ? ArpFrame.ETHER_TYPE : NeighbourFrame.ETHER_TYPE;
        try (RawSocket socket = RawSocket.packet(device.index(), etherType)) {
            long start = System.nanoTime();
            for (int attempt = 1; attempt <= attempts; attempt++) {
                socket.send(question);
                int until = attempt == attempts ? waitMillis : attempt * gapMillis;
                Optional<MacAddress> answer = listen(socket, own, target, start + TimeUnit.MILLISECONDS.toNanos(until));
                if (answer.isPresent()) {
                    return answer;
                }
            }
            return Optional.empty();
        }
    }

    private static byte[] question(MacAddress own, Optional<Inet4Address> sender, InetAddress target) {
        if (!(target instanceof Inet4Address)) {
            return NeighbourFrame.probe(own, target);
        }
        return sender.map(known -> ArpFrame.request(own, known, target)).orElseGet(() -> ArpFrame.probe(own, target));
    }

    private static Optional<MacAddress> listen(RawSocket socket, MacAddress own, InetAddress target, long deadline)
            throws SystemCallException {
        while (true) {
            byte[] frame = socket.receive(deadline);
            if (frame.length == 0) {
                return Optional.empty();
            }
            Optional<MacAddress> claimant = target instanceof Inet4Address
                    ? ArpFrame.claimant(frame, target)
                    : NeighbourFrame.claimant(frame, target);
            if (claimant.isPresent() && !claimant.get().equals(own)) {
                return claimant;
            }
            // A busy segment always has a next frame: the deadline holds all the same
            if (deadline - System.nanoTime() <= 0) {
                return Optional.empty();
            }
        }
    }
}
