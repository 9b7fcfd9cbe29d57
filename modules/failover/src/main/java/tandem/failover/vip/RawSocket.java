package tandem.failover.vip;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/**
 * A datagram socket that Java has no class for: netlink, or whole frames of one interface. One thread at a time; it belongs
 * to the network namespace of the thread that opened it.
 */
final class RawSocket implements AutoCloseable {
    private static final int NETLINK_ROUTE = 0;
    private static final int NETLINK_NETFILTER = 12;
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int LOAD_BYTE = 0x30;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int INSTRUCTION_BYTES = 8;

    /** Shared, since the socket may be opened by one thread, used by another and closed by a third. */
    private final Arena arena = Arena.ofShared();

    private final MemorySegment state = arena.allocate(Linux.STATE);
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
    private final MemorySegment descriptor = arena.allocate(8, 4);
    private final String name;
    private final int fd;
    private boolean open;

    private RawSocket(String name, int family, int protocol) throws SystemCallException {
        this.name = name;
        this.fd = Linux.socket(state, family, Linux.SOCK_RAW_CLOEXEC, protocol);
        if (fd < 0) {
            int errno = Linux.errno(state);
            arena.close();
            throw new SystemCallException("open a " + name, errno);
        }
        open = true;
        descriptor.set(ValueLayout.JAVA_INT, 0, fd);
        descriptor.set(ValueLayout.JAVA_SHORT, 4, Linux.POLLIN);
    }

    /** A socket to the kernel's routing tables, unbound: the kernel names it at the first message. */
    static RawSocket netlinkRoute() throws SystemCallException {
        return new RawSocket("netlink socket", Linux.AF_NETLINK, NETLINK_ROUTE);
    }

    /** A socket that hears what changes in the routing tables; never ask it anything. */
    static RawSocket netlinkRoute(int groups) throws SystemCallException {
        RawSocket socket = netlinkRoute();
        ByteBuffer address = ByteBuffer.allocate(12)
                .order(ByteOrder.nativeOrder())
                .putShort((short) Linux.AF_NETLINK)
                .putShort((short) 0)
                .putInt(0)
                .putInt(groups);
        socket.bind(address, "subscribe to changes of addresses and interfaces");
        return socket;
    }

    /** A socket to the kernel's packet filter, unbound as well. */
    static RawSocket netlinkNetfilter() throws SystemCallException {
        return new RawSocket("netfilter socket", Linux.AF_NETLINK, NETLINK_NETFILTER);
    }

    /**
     * A socket for frames of one interface.
     *
     * @param etherType which frames it hears, for example 0x0806; of IPv6 only neighbour discovery; 0 to send only
     */
    static RawSocket packet(int interfaceIndex, int etherType) throws SystemCallException {
        RawSocket socket = new RawSocket("packet socket", Linux.AF_PACKET, 0);
        if (etherType == NeighbourFrame.ETHER_TYPE) {
            socket.hearDiscoveryOnly();
        }
        ByteBuffer address = ByteBuffer.allocate(20)
                .order(ByteOrder.nativeOrder())
                .putShort((short) Linux.AF_PACKET)
                .put((byte) (etherType >> 8))
                .put((byte) etherType)
                .putInt(interfaceIndex);
        socket.bind(address, "bind a packet socket to interface " + interfaceIndex);
        return socket;
    }

    private void bind(ByteBuffer address, String tried) throws SystemCallException {
        MemorySegment bytes = arena.allocate(address.capacity(), 8);
        bytes.copyFrom(MemorySegment.ofArray(address.array()));
        if (Linux.bind(state, fd, bytes) < 0) {
            int errno = Linux.errno(state);
            close();
            throw new SystemCallException(tried, errno);
        }
    }

    /** A filter in the kernel (bpf(4), classic): the data plane's own packets are not copied here. */
    private void hearDiscoveryOnly() throws SystemCallException {
        ByteBuffer program = ByteBuffer.allocate(56).order(ByteOrder.nativeOrder());
        instruction(program, LOAD_BYTE, 0, 0, 20); // next header
        instruction(program, JUMP_IF_EQUAL, 0, 4, 58); // ICMPv6
        instruction(program, LOAD_BYTE, 0, 0, 54); // its type
        instruction(program, JUMP_IF_EQUAL, 1, 0, 135); // neighbour solicitation
        instruction(program, JUMP_IF_EQUAL, 0, 1, 136); // neighbour advertisement
        instruction(program, RETURN, 0, 0, 0xffff);
        instruction(program, RETURN, 0, 0, 0);
        MemorySegment code = arena.allocate(program.capacity(), 8);
        code.copyFrom(MemorySegment.ofArray(program.array()));
        MemorySegment header = arena.allocate(16, 8);
        header.set(ValueLayout.JAVA_SHORT, 0, (short) (program.capacity() / INSTRUCTION_BYTES));
        header.set(ValueLayout.ADDRESS, 8, code);
        if (Linux.setOption(state, fd, Linux.SOL_SOCKET, Linux.SO_ATTACH_FILTER, header) < 0) {
            int errno = Linux.errno(state);
            close();
            throw new SystemCallException("attach a filter to a packet socket", errno);
        }
    }

    private static void instruction(ByteBuffer program, int code, int ifTrue, int ifFalse, int operand) {
        program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    }

    /** Lets the interface hear what goes to this group, as long as the socket is open; for a socket of frames. */
    void join(int interfaceIndex, MacAddress group) throws SystemCallException {
        ByteBuffer request = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putInt(interfaceIndex)
                .putShort((short) 0) // PACKET_MR_MULTICAST
                .putShort((short) 6);
        group.put(request.order(ByteOrder.BIG_ENDIAN));
        MemorySegment bytes = arena.allocate(request.capacity(), 8);
        bytes.copyFrom(MemorySegment.ofArray(request.array()));
        if (Linux.setOption(state, fd, Linux.SOL_PACKET, Linux.PACKET_ADD_MEMBERSHIP, bytes) < 0) {
            throw new SystemCallException("join group " + group, Linux.errno(state));
        }
    }

    /** For {@link SocketPoll}. */
    int descriptor() {
        return fd;
    }

    /** Sends one message or frame. */
    void send(byte[] bytes) throws SystemCallException {
        MemorySegment out = buffer.asSlice(0, bytes.length);
        out.copyFrom(MemorySegment.ofArray(bytes));
        if (Linux.send(state, fd, out) < 0) {
            throw new SystemCallException("send on a " + name, Linux.errno(state));
        }
    }

    /** The next message or frame; empty array if none came before the deadline. */
    byte[] receive(long deadlineNanos) throws SystemCallException {
        while (true) {
            long left = deadlineNanos - System.nanoTime();
            int millis = (int) Math.max(0, TimeUnit.NANOSECONDS.toMillis(left + 999_999));
            int ready = Linux.poll(state, descriptor, millis);
            if (ready == 0) {
                return new byte[0];
            }
            long length = ready < 0 ? -1 : Linux.receive(state, fd, buffer, MSG_DONTWAIT);
            if (length >= 0) {
                return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            }
            int errno = Linux.errno(state);
            if (errno != Linux.EINTR && errno != Linux.EAGAIN) {
                throw new SystemCallException("receive on a " + name, errno);
            }
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            // Deliberate: the result is not looked at; Linux releases the descriptor whatever close answers.
            int ignored = Linux.close(state, fd);
            assert ignored <= 0;
            arena.close();
        }
    }
}
