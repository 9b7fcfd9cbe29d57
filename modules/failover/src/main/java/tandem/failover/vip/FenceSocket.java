package tandem.failover.vip;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import tandem.failover.vip.AddressMessage.Part;

/** Asks nf_tables for transactions on one table of family netdev, and waits for the answers. One thread at a time. */
final class FenceSocket implements AutoCloseable {
    private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final RawSocket socket;
    private final String table;
    private int sequence;

    private FenceSocket(RawSocket socket, String table) {
        this.socket = socket;
        this.table = table;
    }

    static FenceSocket open(String table) throws SystemCallException {
        return new FenceSocket(RawSocket.netlinkNetfilter(), table);
    }

    /**
     * Carries out all changes or none.
     *
     * @throws SystemCallException with the reason of the first change that failed; none was carried out then
     */
    void commit(String tried, FenceMessage.Change... changes) throws SystemCallException {
        int first = sequence + 1;
        sequence += changes.length + 2;
        socket.send(FenceMessage.transaction(first, table, List.of(changes)));
        int answered = 0;
        int failure = 0;
        while (answered < changes.length) {
            for (Part part : answer(tried)) {
                boolean mine = part.sequence() - first >= 0 && part.sequence() - sequence <= 0;
                if (part.type() != AddressMessage.NLMSG_ERROR || !mine) {
                    continue;
                }
                int errno = -part.body().getInt(0);
                failure = failure == 0 ? errno : failure;
                // The kernel answers every change, but a failure of the whole only once
                answered += part.sequence() == first ? changes.length : 1;
            }
        }
        if (failure != 0) {
            throw new SystemCallException(tried, failure);
        }
    }

    /** How often a chain is used: its rules and the jumps to it; empty if there is no such chain. */
    OptionalInt chainUse(String chain) throws SystemCallException {
        String tried = "look at chain " + chain + " of table " + table;
        int mine = ++sequence;
        socket.send(FenceMessage.getChain(mine, table, chain));
        while (true) {
            for (Part part : answer(tried)) {
                if (part.sequence() != mine) {
                    continue;
                }
                if (part.type() == FenceMessage.NEW_CHAIN) {
                    return FenceMessage.chainUse(part.body());
                }
                int errno =
                        part.type() == AddressMessage.NLMSG_ERROR ? -part.body().getInt(0) : 0;
                if (errno == Linux.ENOENT) {
                    return OptionalInt.empty();
                }
                if (errno != 0) {
                    throw new SystemCallException(tried, errno);
                }
            }
        }
    }

    private List<Part> answer(String tried) throws SystemCallException {
        byte[] datagram = socket.receive(System.nanoTime() + ANSWER_NANOS);
        if (datagram.length == 0) {
            throw new SystemCallException(tried, Linux.ETIMEDOUT);
        }
        return AddressMessage.parts(datagram);
    }

    @Override
    public void close() {
        socket.close();
    }
}
