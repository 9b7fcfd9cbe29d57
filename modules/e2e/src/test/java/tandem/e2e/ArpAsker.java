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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Asks by ARP for an address every 10 ms, and prints who answers and who announces it: {@code ask MICROS},
 * {@code answer MICROS MAC}, {@code announce MICROS MAC}. Arguments: own address, address asked for. A process of its own,
 * because it needs a socket in another network namespace.
 */
final class ArpAsker {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final short ETH_P_ARP = 0x0806;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int FRAME = 42;
    private static final long EVERY_NANOS = 10_000_000;
    private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();

    private ArpAsker() {}

    public static void main(String[] arguments) throws Throwable {
        byte[] own = InetAddress.getByName(arguments[0]).getAddress();
        byte[] asked = InetAddress.getByName(arguments[1]).getAddress();
        byte[] mac = HexFormat.ofDelimiter(":")
                .parseHex(
                        Files.readString(Path.of("/sys/class/net/eth0/address")).strip());
        int index = Integer.parseInt(
                Files.readString(Path.of("/sys/class/net/eth0/ifindex")).strip());
        try (Arena arena = Arena.ofConfined()) {
            ask(arena, socket(arena, index), request(arena, mac, own, asked), asked);
        }
    }

    private static void ask(Arena arena, int socket, MemorySegment request, byte[] asked) throws Throwable {
        MethodHandle send = function(
                "send",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT));
        MethodHandle receive = function(
                "recv",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT));
        MemorySegment state = arena.allocate(STATE);
        MemorySegment frame = arena.allocate(1514);
        System.out.println("started");
        long next = System.nanoTime();
        while (!System.out.checkError()) {
            if (System.nanoTime() - next >= 0) {
                next += EVERY_NANOS;
                System.out.println("ask " + micros());
                long sent = (long) send.invokeExact(state, socket, request, (long) FRAME, 0);
                if (sent < 0) {
                    System.out.println("unsent " + micros());
                }
            }
            long length = (long) receive.invokeExact(state, socket, frame, 1514L, 0);
            if (length >= FRAME) {
                tell(frame.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), asked);
            }
        }
    }

    private static void tell(byte[] frame, byte[] asked) {
        boolean aboutIt = Arrays.equals(frame, 28, 32, asked, 0, 4);
        if (aboutIt) {
            boolean toAll = Arrays.equals(frame, 0, 6, BROADCAST, 0, 6);
            String mac = HexFormat.ofDelimiter(":").formatHex(frame, 22, 28);
            System.out.println((toAll ? "announce " : "answer ") + micros() + " " + mac);
        }
    }

    private static MemorySegment request(Arena arena, byte[] mac, byte[] own, byte[] asked) {
        ByteBuffer frame = ByteBuffer.allocate(FRAME);
        frame.put(BROADCAST).put(mac).putShort(ETH_P_ARP);
        frame.putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1);
        frame.put(mac).put(own).put(new byte[6]).put(asked);
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, frame.array());
    }

    private static int socket(Arena arena, int index) throws Throwable {
        MemorySegment state = arena.allocate(STATE);
        int protocol = Short.toUnsignedInt(Short.reverseBytes(ETH_P_ARP));
        int socket = (int) function(
                        "socket",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                .invokeExact(state, AF_PACKET, SOCK_RAW, protocol);
        demand(socket, "socket", state);
        ByteBuffer address = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
        address.putShort((short) AF_PACKET).putShort((short) protocol).putInt(index);
        MethodHandle bind = function(
                "bind",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        demand(
                (int) bind.invokeExact(state, socket, arena.allocateFrom(ValueLayout.JAVA_BYTE, address.array()), 20),
                "bind",
                state);
        MemorySegment wait = arena.allocate(16, 8);
        wait.set(ValueLayout.JAVA_LONG, 8, 1000);
        MethodHandle option = function(
                "setsockopt",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT));
        demand((int) option.invokeExact(state, socket, SOL_SOCKET, SO_RCVTIMEO, wait, 16), "setsockopt", state);
        return socket;
    }

    private static void demand(int result, String call, MemorySegment state) throws IOException {
        if (result < 0) {
            int errno = (int) STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"))
                    .get(state, 0L);
            throw new IOException(call + " failed with errno " + errno);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(name).orElseThrow(), descriptor, Linker.Option.captureCallState("errno"));
    }

    private static long micros() {
        java.time.Instant now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }
}
