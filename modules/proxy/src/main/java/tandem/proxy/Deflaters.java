package tandem.proxy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * One I/O thread's compressors. Each holds about 270 KiB outside of the heap, hence so many may be in use and no more: what comes
 * then goes out as it is. That thread only.
 */
final class Deflaters {
    /** How many may be in use at a time. */
    static final int MOST = 128;

    private static final int KEPT = 16;

    private final Deque<Deflater> spares = new ArrayDeque<>();
    private int lent;

    /**
     * One that has compressed nothing yet, without zlib's own head and end; null if too many are in use.
     *
     * @param level from 1, fast, to 9, small
     */
    @Nullable
    Deflater take(int level) {
        if (lent == MOST) {
            return null;
        }
        lent++;
        Deflater spare = spares.pollFirst();
        if (spare == null) {
            return new Deflater(level, true);
        }
        spare.setLevel(level);
        return spare;
    }

    /** Takes one back, whatever it is in the middle of. */
    void give(Deflater used) {
        lent--;
        if (spares.size() < KEPT) {
            used.reset();
            spares.addFirst(used);
        } else {
            used.end();
        }
    }

    /** How many are in use. */
    int lent() {
        return lent;
    }
}
