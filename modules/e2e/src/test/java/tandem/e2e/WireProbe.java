package tandem.e2e;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/**
 * Sits on the bridge, sees every frame that crosses it, and asks every 5 ms who answers for an address: by ARP everybody, by a
 * SYN each node's own MAC address, whatever the caches of clients say. Prints, with the kernel's microseconds of arrival,
 * {@code ask MICROS}, {@code arp MICROS MAC}, {@code announce MICROS MAC}, {@code syn-ack MICROS MAC}, {@code accept MICROS
 * MAC} (a SYN-ACK to somebody else), {@code vote MICROS FROM TO} (datagrams of voters). Arguments: the bridge, the onlooker's address on it, the virtual
 * address, its port, the voters' port, after how many milliseconds to send every datagram of voters a second time (0: never), the MAC addresses of the nodes.
 * A process of its own, in the network's namespace.
 */
final class WireProbe {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int ETH_P_ALL = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final short PACKET_MR_PROMISC = 1;
    private static final long SIOCGSTAMPNS = 0x8907;
    private static final long EVERY_NANOS = 5_000_000;
    private static final int IP = 14;
    private static final int TCP = IP + 20;
    private static final int SYN_FRAME = TCP + 24;
    private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final FunctionDescriptor TRANSFER = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT);
    private static final FunctionDescriptor OPTION = FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT);

    private final Arena arena = Arena.ofAuto();
    private final MethodHandle send = function("send", TRANSFER);
    private final MethodHandle receive = function("recv", TRANSFER);
    private final MethodHandle control = function(
            "ioctl",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
    private final MemorySegment state = arena.allocate(STATE);
    private final MemorySegment stamp = arena.allocate(16, 8);
    private final MemorySegment frame = arena.allocate(2048);
    private final StringBuilder lines = new StringBuilder();
    private final int socket;
    private final byte[] mac;
    private final byte[] own;
    private final byte[] vip;
    private final int port;
    private final int votes;
    private final long echoNanos;
    private final Deque<Echo> echoes = new ArrayDeque<>();
    private final List<byte[]> nodes = new ArrayList<>();

    private record Echo(long dueNanos, byte[] bytes) {}

    private WireProbe(String[] arguments) throws Throwable {
        NetworkInterface device = NetworkInterface.getByName(arguments[0]);
        mac = device.getHardwareAddress();
        own = InetAddress.getByName(arguments[1]).getAddress();
        vip = InetAddress.getByName(arguments[2]).getAddress();
        port = Integer.parseInt(arguments[3]);
        votes = Integer.parseInt(arguments[4]);
        echoNanos = Long.parseLong(arguments[5]) * 1_000_000;
        for (int i = 6; i < arguments.length; i++) {
            nodes.add(mac(arguments[i]));
        }
        socket = open(device.getIndex());
    }

    public static void main(String[] arguments) throws Throwable {
        new WireProbe(arguments).watch();
    }

    private void watch() throws Throwable {
        System.out.println("started");
        MemorySegment request = arena.allocateFrom(ValueLayout.JAVA_BYTE, arpRequest());
        long next = System.nanoTime();
        int source = 0;
        while (!System.out.checkError()) {
            if (System.nanoTime() - next >= 0) {
                next = Math.max(next + EVERY_NANOS, System.nanoTime() - EVERY_NANOS);
                source = (source + 1) % 40_000;
                lines.append("ask ").append(micros()).append('\n');
                transmit(request, 42);
                for (byte[] node : nodes) {
                    transmit(segment(node, 20_000 + source, 0x02, 1000), SYN_FRAME);
                }
                System.out.print(lines);
                lines.setLength(0);
            }
            echo();
            long length = (long) receive.invokeExact(state, socket, frame, 2048L, 0);
            if (length >= 42) {
                tell(frame.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    private void tell(byte[] seen) throws Throwable {
        int type = word(seen, 12);
        if (type == 0x0806) {
            if (Arrays.equals(seen, 28, 32, vip, 0, 4)) {
                boolean toAll = Arrays.equals(seen, 0, 6, BROADCAST, 0, 6);
                line(toAll ? "announce" : "arp").append(hex(seen, 22)).append('\n');
            }
        } else if (seen[23] == 6) {
            if (Arrays.equals(seen, 26, 30, vip, 0, 4) && word(seen, TCP) == port) {
                boolean asked = Arrays.equals(seen, 30, 34, own, 0, 4);
                line(asked ? "syn-ack" : "accept").append(hex(seen, 6)).append('\n');
                if (asked) {
                    forget(seen);
                }
            }
        } else {
            line("vote")
                    .append(address(seen, 26))
                    .append(' ')
                    .append(address(seen, 30))
                    .append('\n');
            if (echoNanos > 0) {
                seen[TCP + 6] = 0; // no checksum: the one of a frame that never left this machine is not finished
                seen[TCP + 7] = 0;
                echoes.add(new Echo(System.nanoTime() + echoNanos, seen));
            }
        }
    }

    private void echo() throws Throwable {
        while (!echoes.isEmpty() && System.nanoTime() - echoes.peek().dueNanos >= 0) {
            byte[] bytes = echoes.remove().bytes;
            frame.copyFrom(MemorySegment.ofArray(bytes));
            transmit(frame, bytes.length);
        }
    }

    /** Resets the half-open connection, so that it is not answered a second time. */
    private void forget(byte[] answer) throws Throwable {
        byte[] node = Arrays.copyOfRange(answer, 6, 12);
        transmit(segment(node, word(answer, TCP + 2), 0x04, 1001), SYN_FRAME);
    }

    private StringBuilder line(String what) throws Throwable {
        int stamped = (int) control.invokeExact(state, socket, SIOCGSTAMPNS, stamp);
        long micros = stamped < 0
                ? micros()
                : stamp.get(ValueLayout.JAVA_LONG, 0) * 1_000_000 + stamp.get(ValueLayout.JAVA_LONG, 8) / 1000;
        return lines.append(what).append(' ').append(micros).append(' ');
    }

    private void transmit(MemorySegment bytes, long length) throws Throwable {
        long sent = (long) send.invokeExact(state, socket, bytes, length, 0);
        if (sent < 0) {
            lines.append("unsent ").append(micros()).append('\n');
        }
    }

    private byte[] arpRequest() {
        ByteBuffer bytes = ByteBuffer.allocate(42);
        bytes.put(BROADCAST).put(mac).putShort((short) 0x0806);
        bytes.putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1);
        bytes.put(mac).put(own).put(new byte[6]).put(vip);
        return bytes.array();
    }

    /** A TCP segment without data from the onlooker to the virtual address, at one node's MAC address. */
    private MemorySegment segment(byte[] node, int source, int flags, int sequence) {
        ByteBuffer bytes = ByteBuffer.allocate(SYN_FRAME);
        bytes.put(node).put(mac).putShort((short) 0x0800);
        bytes.put((byte) 0x45).put((byte) 0).putShort((short) 44).putShort((short) 0);
        bytes.putShort((short) 0x4000)
                .put((byte) 64)
                .put((byte) 6)
                .putShort((short) 0)
                .put(own)
                .put(vip);
        bytes.putShort((short) source).putShort((short) port).putInt(sequence).putInt(0);
        bytes.put((byte) 0x60).put((byte) flags).putShort((short) 64_000).putInt(0);
        bytes.putInt(0x020405b4);
        bytes.putShort(IP + 10, checksum(bytes, IP, TCP, 0));
        bytes.putShort(TCP + 16, checksum(bytes, IP + 12, SYN_FRAME, 6 + 24));
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes.array());
    }

    /** RFC 1071. */
    private static short checksum(ByteBuffer bytes, int from, int to, int more) {
        int sum = more;
        for (int i = from; i < to; i += 2) {
            sum += Short.toUnsignedInt(bytes.getShort(i));
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~((sum & 0xffff) + (sum >>> 16));
    }

    private int open(int index) throws Throwable {
        int protocol = Short.toUnsignedInt(Short.reverseBytes((short) ETH_P_ALL));
        int opened = (int) function(
                        "socket",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                .invokeExact(state, AF_PACKET, SOCK_RAW, 0);
        demand(opened, "socket");
        option(opened, SOL_SOCKET, SO_ATTACH_FILTER, filter(), 16);
        option(opened, SOL_SOCKET, SO_RCVTIMEO, longs(0, 1000), 16);
        MemorySegment buffer = arena.allocateFrom(ValueLayout.JAVA_INT, 4 << 20);
        int enlarged =
                (int) function("setsockopt", OPTION).invokeExact(state, opened, SOL_SOCKET, SO_RCVBUFFORCE, buffer, 4);
        if (enlarged < 0) {
            System.out.println("note the receive buffer keeps its default size");
        }
        ByteBuffer member = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        member.putInt(index).putShort(PACKET_MR_PROMISC);
        option(
                opened,
                SOL_PACKET,
                PACKET_ADD_MEMBERSHIP,
                arena.allocateFrom(ValueLayout.JAVA_BYTE, member.array()),
                16);
        ByteBuffer address = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
        address.putShort((short) AF_PACKET).putShort((short) protocol).putInt(index);
        MethodHandle bind = function(
                "bind",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        demand(
                (int) bind.invokeExact(state, opened, arena.allocateFrom(ValueLayout.JAVA_BYTE, address.array()), 20),
                "bind");
        return opened;
    }

    /** Lets through ARP, SYN-ACK, and UDP to the voters' port: classic BPF, a jump's offsets count from the next line. */
    private MemorySegment filter() {
        long[][] program = {
            {0x28, 0, 0, 12}, // half word: type
            {0x15, 10, 0, 0x0806}, // ARP: accept
            {0x15, 0, 8, 0x0800}, // not IPv4: drop
            {0x30, 0, 0, 23}, // byte: protocol
            {0x15, 0, 3, 6}, // not TCP: UDP?
            {0x30, 0, 0, TCP + 13}, // flags
            {0x54, 0, 0, 0x12}, // of them SYN and ACK
            {0x15, 4, 3, 0x12}, // both: accept
            {0x15, 0, 2, 17}, // not UDP: drop
            {0x28, 0, 0, TCP + 2}, // half word: port
            {0x15, 1, 0, votes}, // the voters': accept
            {0x06, 0, 0, 0}, // drop
            {0x06, 0, 0, 2048}, // accept
        };
        ByteBuffer code = ByteBuffer.allocate(program.length * 8).order(ByteOrder.nativeOrder());
        for (long[] line : program) {
            code.putShort((short) line[0])
                    .put((byte) line[1])
                    .put((byte) line[2])
                    .putInt((int) line[3]);
        }
        MemorySegment descriptor = arena.allocate(16, 8);
        descriptor.set(ValueLayout.JAVA_SHORT, 0, (short) program.length);
        descriptor.set(ValueLayout.ADDRESS, 8, arena.allocateFrom(ValueLayout.JAVA_LONG, longs(code)));
        return descriptor;
    }

    private static long[] longs(ByteBuffer code) {
        long[] longs = new long[code.capacity() / 8];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = code.getLong(i * 8);
        }
        return longs;
    }

    private MemorySegment longs(long first, long second) {
        return arena.allocateFrom(ValueLayout.JAVA_LONG, first, second);
    }

    private void option(int opened, int level, int name, MemorySegment value, int length) throws Throwable {
        demand(
                (int) function("setsockopt", OPTION).invokeExact(state, opened, level, name, value, length),
                "setsockopt " + name);
    }

    private void demand(int result, String call) throws IOException {
        if (result < 0) {
            int errno = (int) STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"))
                    .get(state, 0L);
            throw new IOException(call + " failed with errno " + errno);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... more) {
        Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
        options[more.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), descriptor, options);
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private static byte[] mac(String text) {
        return HexFormat.ofDelimiter(":").parseHex(text);
    }

    private static String hex(byte[] bytes, int at) {
        return HexFormat.ofDelimiter(":").formatHex(bytes, at, at + 6);
    }

    private static String address(byte[] bytes, int at) {
        return (bytes[at] & 0xff) + "." + (bytes[at + 1] & 0xff) + "." + (bytes[at + 2] & 0xff) + "."
                + (bytes[at + 3] & 0xff);
    }

    private static long micros() {
        java.time.Instant now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }
}
