package tandem.failover.vip;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Map;

/**
 * The few functions of the C library that raw sockets need, and Linux' constants for them. Every function takes a segment of
 * {@link #STATE} first and leaves errno there; the segment and the memory passed belong to the caller.
 */
@SuppressWarnings("restricted")
final class Linux {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_NETLINK = 16;
    static final int AF_PACKET = 17;
    static final int SOCK_RAW_CLOEXEC = 3 | 02000000;
    static final short POLLIN = 1;
    static final int SO_ATTACH_FILTER = 26;

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENODEV = 19;
    static final int EADDRNOTAVAIL = 99;
    static final int ENOBUFS = 105;
    static final int ETIMEDOUT = 110;

    static final StructLayout STATE = Linker.Option.captureStateLayout();

    static final int SOL_SOCKET = 1;
    static final int SOL_PACKET = 263;
    static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;

    private static final MethodHandle SOCKET = function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle BIND = function("bind", FunctionDescriptor.of(INT, INT, POINTER, INT));
    private static final MethodHandle SEND = function("send", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT));
    private static final MethodHandle RECV = function("recv", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT));
    private static final MethodHandle POLL = function("poll", FunctionDescriptor.of(INT, POINTER, LONG, INT));
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(EPERM, "operation not permitted"),
            Map.entry(ENOENT, "no such entry"),
            Map.entry(6, "no such device or address"),
            Map.entry(EAGAIN, "resource temporarily unavailable"),
            Map.entry(12, "out of memory"),
            Map.entry(13, "permission denied"),
            Map.entry(16, "device or resource busy"),
            Map.entry(17, "already exists"),
            Map.entry(ENODEV, "no such device"),
            Map.entry(22, "invalid argument"),
            Map.entry(24, "too many open files"),
            Map.entry(93, "protocol not supported"),
            Map.entry(95, "operation not supported"),
            Map.entry(97, "address family not supported"),
            Map.entry(EADDRNOTAVAIL, "cannot assign requested address"),
            Map.entry(100, "network is down"),
            Map.entry(ENOBUFS, "no buffer space available"),
            Map.entry(ETIMEDOUT, "no answer from the kernel"));

    private Linux() {}

    static int socket(MemorySegment state, int family, int type, int protocol) {
        try {
            return (int) SOCKET.invokeExact(state, family, type, protocol);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int bind(MemorySegment state, int fd, MemorySegment address) {
        try {
            return (int) BIND.invokeExact(state, fd, address, (int) address.byteSize());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long send(MemorySegment state, int fd, MemorySegment bytes) {
        try {
            return (long) SEND.invokeExact(state, fd, bytes, bytes.byteSize(), 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long receive(MemorySegment state, int fd, MemorySegment buffer, int flags) {
        try {
            return (long) RECV.invokeExact(state, fd, buffer, buffer.byteSize(), flags);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int setOption(MemorySegment state, int fd, int level, int option, MemorySegment value) {
        try {
            return (int) SETSOCKOPT.invokeExact(state, fd, level, option, value, (int) value.byteSize());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Waits on some {@code struct pollfd}, 8 bytes each; the return value counts ready descriptors. */
    static int poll(MemorySegment state, MemorySegment descriptors, int timeoutMillis) {
        try {
            return (int) POLL.invokeExact(state, descriptors, descriptors.byteSize() / 8, timeoutMillis);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int close(MemorySegment state, int fd) {
        try {
            return (int) CLOSE.invokeExact(state, fd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    /** An error number in words; the number itself for those that nobody expects here. */
    static String errorName(int errno) {
        return NAMES.getOrDefault(errno, "error " + errno);
    }

    private static MethodHandle function(String name, FunctionDescriptor shape) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
    }

    private static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("a call of the C library failed outside the C library: " + e, e);
    }
}
