package tandem.proxy;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connections of clients and to members, counted against the files that this process may open. Some are always left for what
 * matters more than one more request: a node that can open no socket can't give an address up either. Any thread.
 */
final class OpenFiles {
    private static final long LEAST_RESERVED = 256;
    private static final long MOST_RESERVED = 4096;

    private final long limit;
    private final long connections;
    private final AtomicLong open = new AtomicLong();

    /** @param limit how many files this process may open */
    OpenFiles(long limit) {
        this.limit = limit;
        this.connections = Math.max(1, limit - Math.clamp(limit / 20, LEAST_RESERVED, MOST_RESERVED));
    }

    static OpenFiles ofThisProcess() {
        return new OpenFiles(
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                        ? unix.getMaxFileDescriptorCount()
                        : Long.MAX_VALUE / 4);
    }

    long limit() {
        return limit;
    }

    /** How many clients may be connected at once: a quarter is kept for members, however idle they are. */
    long clients() {
        return Math.max(1, connections / 4 * 3);
    }

    /** One more connection is open, or one less. */
    void count(int change) {
        open.addAndGet(change);
    }

    /** Whether another connection to a member may be opened. */
    boolean room() {
        return open.get() < connections;
    }
}
