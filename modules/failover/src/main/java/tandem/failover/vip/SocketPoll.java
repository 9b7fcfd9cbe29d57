package tandem.failover.vip;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Waits for any of some sockets. One thread at a time; the sockets belong to the caller. */
final class SocketPoll implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final List<RawSocket> sockets;
    private final MemorySegment state = arena.allocate(Linux.STATE);
    private final MemorySegment descriptors;

    SocketPoll(List<RawSocket> sockets) {
        this.sockets = List.copyOf(sockets);
        this.descriptors = arena.allocate(8L * sockets.size(), 8);
        for (int i = 0; i < sockets.size(); i++) {
            descriptors.set(ValueLayout.JAVA_INT, 8L * i, sockets.get(i).descriptor());
            descriptors.set(ValueLayout.JAVA_SHORT, 8L * i + 4, Linux.POLLIN);
        }
    }

    /** Those that have something, an error included; empty after the time. */
    List<RawSocket> ready(int millis) throws SystemCallException {
        List<RawSocket> ready = new ArrayList<>();
        int count = Linux.poll(state, descriptors, millis);
        if (count < 0 && Linux.errno(state) != Linux.EINTR) {
            throw new SystemCallException("wait for sockets", Linux.errno(state));
        }
        for (int i = 0; count > 0 && i < sockets.size(); i++) {
            if (descriptors.get(ValueLayout.JAVA_SHORT, 8L * i + 6) != 0) {
                ready.add(sockets.get(i));
            }
        }
        return ready;
    }

    @Override
    public void close() {
        arena.close();
    }
}
