package tandem.failover.vip;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
    static final NeighbourProbe DUPLICATE =
            new NeighbourProbe(2, 25, (int) TimeUnit.NANOSECONDS.toMillis(VipProvider.PROBE_NANOS));

    /** Forgives one lost frame. */
    static final NeighbourProbe GATEWAY = new NeighbourProbe(3, 50, 150);

    private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /**
     * Somebody on the segment.
     *
     * @param asks whether it asks who has the address, as one does who is about to take it, and does not have it yet
     */
    record Heard(MacAddress mac, boolean asks) {}

    /** A question about one address on one device, and the socket that it is asked by. */
    private record Question(RawSocket socket, MacAddress own, InetAddress target, byte[] frame) {
        /** The next that concerns the address, never of this device itself; empty if there was none by the deadline. */
        Optional<Heard> listen(long deadline) throws SystemCallException {
            while (true) {
                byte[] heard = socket.receive(deadline);
                if (heard.length == 0) {
                    return Optional.empty();
                }
                Optional<Heard> found = read(heard);
                if (found.isPresent() && !found.get().mac().equals(own)) {
                    return found;
                }
                // A busy segment always has a next frame: the deadline holds all the same
                if (deadline - System.nanoTime() <= 0) {
                    return Optional.empty();
                }
            }
        }

        private Optional<Heard> read(byte[] heard) {
            boolean four = target instanceof Inet4Address;
            Optional<MacAddress> claimant =
                    four ? ArpFrame.claimant(heard, target) : NeighbourFrame.claimant(heard, target);
            if (claimant.isPresent()) {
                return claimant.map(mac -> new Heard(mac, false));
            }
            Optional<MacAddress> asking = four ? ArpFrame.asking(heard, target) : NeighbourFrame.asking(heard, target);
            return asking.map(mac -> new Heard(mac, true));
        }
    }

    /**
     * Who else has the address.
     *
     * @param sender our own address on the segment, for devices that answer no anonymous question; IPv4 only
     * @return the first holder that answered, never the device itself; empty after silence, and on a device without hardware
     *     addresses
     */
    Optional<MacAddress> holder(LinkDevice device, Optional<Inet4Address> sender, InetAddress target)
            throws SystemCallException {
        Heard[] first = new Heard[1];
        ask(device, sender, target, () -> false, heard -> {
            if (heard.asks()) {
                return false;
            }
            first[0] = heard;
            return true;
        });
        return Optional.ofNullable(first[0]).map(Heard::mac);
    }

    /**
     * Who else has the address, or asks for it in the same way and so is about to take it (RFC 5227 §2.1.1, RFC 4862 §5.4.3). Of two
     * whose waits overlap, one hears of the other at least.
     *
     * @param goOn whether to listen for longer than {@code waitMillis}; asked again and again
     * @return the first that was heard; empty after silence
     */
    Optional<Heard> rival(LinkDevice device, InetAddress target, BooleanSupplier goOn) throws SystemCallException {
        Heard[] first = new Heard[1];
        ask(device, Optional.empty(), target, goOn, heard -> {
            first[0] = heard;
            return true;
        });
        return Optional.ofNullable(first[0]);
    }

    /** Everybody else who has the address, as text; takes the whole time. */
    Set<String> holders(LinkDevice device, InetAddress target) throws SystemCallException {
        Set<String> holders = new TreeSet<>();
        ask(device, Optional.empty(), target, () -> false, heard -> {
            if (!heard.asks()) {
                holders.add(heard.mac().toString());
            }
            return false;
        });
        return holders;
    }

    /** @param enough hears each answer and says whether it is the last that is wanted */
    private void ask(
            LinkDevice device,
            Optional<Inet4Address> sender,
            InetAddress target,
            BooleanSupplier goOn,
            Predicate<Heard> enough)
            throws SystemCallException {
        if (device.mac().isEmpty()) {
            return;
        }
        MacAddress own = device.mac().get();
        boolean four = target instanceof Inet4Address;
        RawSocket socket = RawSocket.packet(device.index(), four ? ArpFrame.ETHER_TYPE : NeighbourFrame.ETHER_TYPE);
        try {
            if (!four) {
                socket.join(device.index(), NeighbourFrame.group(target));
            }
            ask(new Question(socket, own, target, question(own, sender, target)), goOn, enough);
        } finally {
            // Deliberate: not here; the kernel takes 10 ms to close one, and a takeover waits for the answer alone.
            Thread.ofPlatform().name("tandem-probe-end").daemon().start(socket::close);
        }
    }

    private void ask(Question question, BooleanSupplier goOn, Predicate<Heard> enough) throws SystemCallException {
        long start = System.nanoTime();
        for (int attempt = 1; attempt <= attempts; attempt++) {
            question.socket().send(question.frame());
            int until = attempt == attempts ? waitMillis : attempt * gapMillis;
            if (heardEnough(question, start + TimeUnit.MILLISECONDS.toNanos(until), enough)) {
                return;
            }
        }
        boolean last = false;
        while (!last) {
            last = !goOn.getAsBoolean();
            if (heardEnough(question, System.nanoTime() + (last ? 0 : GLANCE_NANOS), enough)) {
                return;
            }
        }
    }

    private static boolean heardEnough(Question question, long deadline, Predicate<Heard> enough)
            throws SystemCallException {
        for (Optional<Heard> heard = question.listen(deadline); heard.isPresent(); heard = question.listen(deadline)) {
            if (enough.test(heard.get())) {
                return true;
            }
        }
        return false;
    }

    private static byte[] question(MacAddress own, Optional<Inet4Address> sender, InetAddress target) {
        if (!(target instanceof Inet4Address)) {
            return NeighbourFrame.probe(own, target);
        }
        return sender.map(known -> ArpFrame.request(own, known, target)).orElseGet(() -> ArpFrame.probe(own, target));
    }
}
