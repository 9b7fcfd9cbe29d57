package tandem.proxy.http2;

import java.util.Arrays;

/**
 * Remembers which streams were closed last, and by whom: what still comes for one that this node has reset is of no importance,
 * since the client may not know yet; for others it is an error (RFC 9113 section 5.1). One connection, one thread.
 */
final class ClosedStreams {
    private static final int MOST = 256;
    private static final int FIRST = 16;

    /** Who ended a stream. */
    enum By {
        /** Nobody that is remembered: it was never open, or long ago. */
        NOBODY,
        /** Both sides, or the client by a reset. */
        CLIENT,
        /** This node, by a reset. */
        NODE
    }

    private int[] ring = {};
    private int next;

    void add(int stream, boolean byNode) {
        if (next == ring.length && ring.length < MOST) {
            ring = Arrays.copyOf(ring, Math.max(FIRST, ring.length * 2));
        }
        next %= ring.length;
        ring[next++] = stream << 1 | (byNode ? 1 : 0);
    }

    By closed(int stream) {
        for (int entry : ring) {
            if (entry >>> 1 == stream) {
                return (entry & 1) == 1 ? By.NODE : By.CLIENT;
            }
        }
        return By.NOBODY;
    }
}
