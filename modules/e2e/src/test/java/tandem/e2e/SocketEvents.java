package tandem.e2e;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What one WebSocket heard, in order. Any thread. */
final class SocketEvents {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private volatile String end = "";

    void came(String message) {
        messages.add(message);
    }

    void ended(String how) {
        end = how;
        messages.add(how);
    }

    /** Takes the next message; what is wrong if it is not this one, and nothing if it is. */
    String flaw(String expected, long limitNanos) {
        try {
            String next = end.isEmpty() ? messages.poll(Math.max(limitNanos, 0), TimeUnit.NANOSECONDS) : end;
            return next == null ? "no echo" : next.equals(expected) ? "" : next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
