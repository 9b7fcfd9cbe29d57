package tandem.failover.vip;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks the kernel to add, remove and list addresses, and waits for its answer. One thread at a time. */
final class NetlinkSocket implements AutoCloseable {
    private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int LIST_ATTEMPTS = 5;

    private final RawSocket socket;
    private int sequence;

    private NetlinkSocket(RawSocket socket) {
        this.socket = socket;
    }

    static NetlinkSocket open() throws SystemCallException {
        return new NetlinkSocket(RawSocket.netlinkRoute());
    }

    /**
     * Adds the address to the interface as a host address, or renews its lifetime there. The kernel adds in either case:
     * it looks at no flag that would limit this to addresses that exist.
     */
    void add(InetAddress address, LinkDevice device, int validSeconds) throws SystemCallException {
        byte[] message = AddressMessage.add(++sequence, address, device.index(), validSeconds);
        acknowledge(message, "add " + host(address) + " to " + device.name());
    }

    /**
     * Removes the address.
     *
     * @return whether it was there
     */
    boolean delete(InetAddress address, int prefix, int interfaceIndex) throws SystemCallException {
        byte[] message = AddressMessage.delete(++sequence, address, prefix, interfaceIndex);
        try {
            acknowledge(message, "remove " + host(address) + " from interface " + interfaceIndex);
            return true;
        } catch (SystemCallException e) {
            if (e.errno() == Linux.EADDRNOTAVAIL || e.errno() == Linux.ENOENT || e.errno() == Linux.ENODEV) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Whether this machine takes packets to the address by this interface's having it. Of IPv6 the kernel acknowledges an
     * address before it routes to it: a worker of its own does that, a few milliseconds later on a busy machine.
     */
    boolean routes(InetAddress address, LinkDevice device) throws SystemCallException {
        int mine = ++sequence;
        socket.send(RouteMessage.entry(mine, address, device.index()));
        while (true) {
            for (AddressMessage.Part part : answer("look up the route to " + host(address))) {
                if (part.sequence() == mine) {
                    return part.type() == RouteMessage.RTM_NEWROUTE && RouteMessage.local(part.body());
                }
            }
        }
    }

    /** Where this machine has the address now, on any interface and with any prefix length. */
    List<HeldAddress> holding(InetAddress address) throws IOException {
        return list(AddressMessage.family(address)).stream()
                .filter(held -> held.address().equals(address))
                .toList();
    }

    /** Every address of the family: {@link Linux#AF_INET} or {@link Linux#AF_INET6}. */
    List<HeldAddress> list(int family) throws IOException {
        for (int attempt = 1; attempt <= LIST_ATTEMPTS; attempt++) {
            Optional<List<HeldAddress>> listed = listOnce(family);
            if (listed.isPresent()) {
                return listed.get();
            }
        }
        throw new IOException("the kernel's addresses changed during each of " + LIST_ATTEMPTS + " listings");
    }

    private Optional<List<HeldAddress>> listOnce(int family) throws IOException {
        List<HeldAddress> held = new ArrayList<>();
        boolean interrupted = false;
        int mine = ++sequence;
        socket.send(AddressMessage.list(mine, family));
        while (true) {
            for (AddressMessage.Part part : answer("list addresses")) {
                if (part.sequence() != mine) {
                    continue;
                }
                interrupted |= (part.flags() & AddressMessage.NLM_F_DUMP_INTR) != 0;
                switch (part.type()) {
                    case AddressMessage.RTM_NEWADDR -> held.add(AddressMessage.address(part.body()));
                    case AddressMessage.NLMSG_ERROR ->
                        throw new SystemCallException(
                                "list addresses", -part.body().getInt(0));
                    case AddressMessage.NLMSG_DONE -> {
                        return interrupted ? Optional.empty() : Optional.of(held);
                    }
                    default -> {}
                }
            }
        }
    }

    private void acknowledge(byte[] message, String tried) throws SystemCallException {
        socket.send(message);
        while (true) {
            for (AddressMessage.Part part : answer(tried)) {
                if (part.type() == AddressMessage.NLMSG_ERROR && part.sequence() == sequence) {
                    int errno = -part.body().getInt(0);
                    if (errno != 0) {
                        throw new SystemCallException(tried, errno);
                    }
                    return;
                }
            }
        }
    }

    private List<AddressMessage.Part> answer(String tried) throws SystemCallException {
        byte[] datagram = socket.receive(System.nanoTime() + ANSWER_NANOS);
        if (datagram.length == 0) {
            throw new SystemCallException(tried, Linux.ETIMEDOUT);
        }
        return AddressMessage.parts(datagram);
    }

    private static String host(InetAddress address) {
        return address.getHostAddress() + "/" + address.getAddress().length * 8;
    }

    @Override
    public void close() {
        socket.close();
    }
}
