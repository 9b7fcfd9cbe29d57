package tandem.failover.vip;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the kernel's news of interfaces and addresses, and frames by which others claim the addresses. Opens its sockets anew when
 * an interface went and came. Confined to the watch's thread.
 */
final class SegmentEar {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentEar.class);
    private static final int RTMGRP_LINK = 1;
    private static final int RTMGRP_IPV4_IFADDR = 0x10;
    private static final int RTMGRP_IPV6_IFADDR = 0x100;
    private static final int WAIT_MILLIS = 200;
    private static final int RETRY_MILLIS = 1000;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_CLAIMANTS = 256;

    private final Map<String, List<VipAddress>> addresses;
    private final VipWatch.Listener listener;
    private final Map<String, LinkMessage> links = new HashMap<>();
    private final Map<String, Long> toldAt = new HashMap<>();

    /** A packet socket and what it is asked for. */
    private record Ear(RawSocket socket, LinkDevice device, List<VipAddress> addresses) {}

    SegmentEar(Map<String, List<VipAddress>> addresses, VipWatch.Listener listener) {
        this.addresses = addresses;
        this.listener = listener;
    }

    /** Hears until told to end; a failure is tried again after a second. */
    void run(BooleanSupplier ended) {
        String failure = "";
        while (!ended.getAsBoolean()) {
            try (RawSocket kernel = RawSocket.netlinkRoute(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR)) {
                listener.changed("the watch begins");
                while (!ended.getAsBoolean()) {
                    hearUntilRelinked(kernel, ended);
                }
            } catch (IOException e) {
                String what = String.valueOf(e.getMessage());
                if (!what.equals(failure)) {
                    failure = what;
                    LOG.warn("cannot watch the virtual addresses' interfaces: {}; trying again", what);
                }
                pause();
            }
        }
    }

    /** One life of the packet sockets; the kernel's news are heard without a gap. */
    private void hearUntilRelinked(RawSocket kernel, BooleanSupplier ended) throws IOException {
        List<RawSocket> open = new ArrayList<>(List.of(kernel));
        List<Ear> ears = new ArrayList<>();
        try {
            for (Map.Entry<String, List<VipAddress>> entry : addresses.entrySet()) {
                openOn(entry.getKey(), entry.getValue(), ears, open);
            }
            try (SocketPoll poll = new SocketPoll(open)) {
                boolean relinked = false;
                while (!relinked && !ended.getAsBoolean()) {
                    for (RawSocket ready : poll.ready(WAIT_MILLIS)) {
                        if (ready == kernel) {
                            relinked |= news(kernel);
                        } else {
                            claims(ready, ears);
                        }
                    }
                }
            }
        } finally {
            ears.forEach(ear -> ear.socket().close());
        }
    }

    private static void openOn(String name, List<VipAddress> theirs, List<Ear> ears, List<RawSocket> open)
            throws IOException {
        Optional<LinkDevice> device = LinkDevice.find(name);
        if (device.isEmpty() || device.get().mac().isEmpty()) {
            return;
        }
        for (boolean four : new boolean[] {true, false}) {
            List<VipAddress> kind =
                    theirs.stream().filter(address -> address.four() == four).toList();
            if (!kind.isEmpty()) {
                int etherType = four ? ArpFrame.ETHER_TYPE : NeighbourFrame.ETHER_TYPE;
                RawSocket socket = RawSocket.packet(device.get().index(), etherType);
                open.add(socket);
                ears.add(new Ear(socket, device.get(), kind));
            }
        }
    }

    /** Whether an interface of ours changed, so that the sockets are to be opened anew. */
    private boolean news(RawSocket kernel) throws IOException {
        byte[] datagram;
        try {
            datagram = kernel.receive(System.nanoTime());
        } catch (SystemCallException e) {
            if (e.errno() != Linux.ENOBUFS) {
                throw e;
            }
            listener.changed("some of the kernel's news were lost");
            return false;
        }
        boolean relinked = false;
        for (AddressMessage.Part part : AddressMessage.parts(datagram)) {
            switch (part.type()) {
                case LinkMessage.RTM_NEWLINK -> relinked |= linkChanged(LinkMessage.read(part.body()));
                case LinkMessage.RTM_DELLINK -> relinked |= linkGone(LinkMessage.read(part.body()));
                case AddressMessage.RTM_DELADDR -> addressGone(AddressMessage.address(part.body()));
                default -> {}
            }
        }
        return relinked;
    }

    private boolean linkChanged(LinkMessage link) {
        if (!addresses.containsKey(link.name()) || link.equals(links.put(link.name(), link))) {
            return false;
        }
        listener.changed("interface " + link.name() + " is " + (link.running() ? "up" : "down"));
        return true;
    }

    private boolean linkGone(LinkMessage link) {
        if (!addresses.containsKey(link.name())) {
            return false;
        }
        links.remove(link.name());
        listener.changed("interface " + link.name() + " is gone");
        return true;
    }

    private void addressGone(HeldAddress gone) {
        for (List<VipAddress> theirs : addresses.values()) {
            for (VipAddress address : theirs) {
                if (address.address().equals(gone.address())) {
                    listener.changed(address.host() + " was removed");
                }
            }
        }
    }

    private void claims(RawSocket ready, List<Ear> ears) throws IOException {
        byte[] frame = ready.receive(System.nanoTime());
        for (Ear ear : ears) {
            if (ear.socket() != ready) {
                continue;
            }
            for (VipAddress address : ear.addresses()) {
                Optional<MacAddress> claimant = address.claimant(frame);
                if (claimant.isPresent() && !claimant.equals(ear.device().mac())) {
                    tell(address.host(), claimant.get().toString());
                }
            }
        }
    }

    private void tell(String address, String mac) {
        long now = System.nanoTime();
        Long before = toldAt.get(address + mac);
        if (before != null && now - before < QUIET_NANOS) {
            return;
        }
        if (toldAt.size() >= MOST_CLAIMANTS) {
            toldAt.clear();
        }
        toldAt.put(address + mac, now);
        listener.claimed(address, mac);
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
