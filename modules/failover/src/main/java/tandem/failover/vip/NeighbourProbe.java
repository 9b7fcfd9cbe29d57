package tandem.failover.vip;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

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
    static final NeighbourProbe DUPLICATE = new NeighbourProbe(2, 25, 50);

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
        MacAddress[] first = new MacAddress[1];
        ask(device, sender, target, holder -> {
            first[0] = holder;
            return true;
        });
        return Optional.ofNullable(first[0]);
    }

    /** Everybody else who has the address, as text; takes the whole time. */
    Set<String> holders(LinkDevice device, InetAddress target) throws SystemCallException {
        Set<String> holders = new TreeSet<>();
        ask(device, Optional.empty(), target, holder -> {
            holders.add(holder.toString());
            return false;
        });
        return holders;
    }

    /** @param enough hears each answer and says whether it is the last that is wanted */
    private void ask(LinkDevice device, Optional<Inet4Address> sender, InetAddress target, Predicate<MacAddress> enough)
            throws SystemCallException {
        if (device.mac().isEmpty()) {
            return;
        }
        MacAddress own = device.mac().get();
        boolean four = target instanceof Inet4Address;
        byte[] question = question(own, sender, target);
        int etherType = four ? ArpFrame.ETHER_TYPE : NeighbourFrame.ETHER_TYPE;
        RawSocket socket = RawSocket.packet(device.index(), etherType);
        try {
            ask(socket, own, question, target, enough);
        } finally {
            // Deliberate: not here; the kernel takes 10 ms to close one, and a takeover waits for the answer alone.
            Thread.ofPlatform().name("tandem-probe-end").daemon().start(socket::close);
        }
    }

    private void ask(
            RawSocket socket, MacAddress own, byte[] question, InetAddress target, Predicate<MacAddress> enough)
            throws SystemCallException {
        long start = System.nanoTime();
        for (int attempt = 1; attempt <= attempts; attempt++) {
            socket.send(question);
            int until = attempt == attempts ? waitMillis : attempt * gapMillis;
            long deadline = start + TimeUnit.MILLISECONDS.toNanos(until);
            Optional<MacAddress> answer = listen(socket, own, target, deadline);
            while (answer.isPresent()) {
                if (enough.test(answer.get())) {
                    return;
                }
                answer = listen(socket, own, target, deadline);
            }
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
