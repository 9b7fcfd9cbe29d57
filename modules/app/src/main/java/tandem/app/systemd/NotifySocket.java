package tandem.app.systemd;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to a Unix socket, which Java has no class for: the protocol of sd_notify(3). One socket a message, since
 * they are few. Any thread.
 *
 * @param name a path, or {@code @} and the rest for an abstract socket; at most 107 bytes
 */
@SuppressWarnings("restricted")
record NotifySocket(String name) {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int NAME_BYTES = 108;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MethodHandle SOCKET = function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle SENDTO = function(
            "sendto",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    INT,
                    ValueLayout.ADDRESS,
                    INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /**
     * Sends one message.
     *
     * @param text lines such as {@code READY=1}
     * @throws IOException if it could not be sent; the message names the socket and the error's number
     */
    void send(String text) throws IOException {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        byte[] address = address();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            int fd = (int) SOCKET.invokeExact(state, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            if (fd < 0) {
                throw failure("open a socket for", state);
            }
            MemorySegment nativeAddress = copied(arena, address);
            long sent = (long) SENDTO.invokeExact(
                    state,
                    fd,
                    copied(arena, message),
                    (long) message.length,
                    MSG_NOSIGNAL,
                    nativeAddress,
                    address.length);
            IOException problem = sent < 0 ? failure("tell", state) : null;
            // Deliberate: the result is not looked at; Linux releases the descriptor whatever close answers.
            int ignored = (int) CLOSE.invokeExact(state, fd);
            assert ignored <= 0;
            if (problem != null) {
                throw problem;
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a call of the C library failed outside the C library: " + e, e);
        }
    }

    /** {@code struct sockaddr_un}, as long as the name: an abstract one ends with its last byte. */
    private byte[] address() throws IOException {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length == 0 || path.length >= NAME_BYTES) {
            throw new IOException("NOTIFY_SOCKET has " + path.length + " bytes, expected 1 to " + (NAME_BYTES - 1));
        }
        boolean named = path[0] != '@';
        if (!named) {
            path[0] = 0;
        }
        return ByteBuffer.allocate(2 + path.length + (named ? 1 : 0))
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_UNIX)
                .put(path)
                .array();
    }

    private IOException failure(String what, MemorySegment state) {
        return new IOException("could not " + what + " " + name + ": error " + (int) ERRNO.get(state, 0L));
    }

    private static MemorySegment copied(Arena arena, byte[] bytes) {
        MemorySegment segment = arena.allocate(bytes.length, 8);
        segment.copyFrom(MemorySegment.ofArray(bytes));
        return segment;
    }

    private static MethodHandle function(String name, FunctionDescriptor shape) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
    }
}
