package tandem.core.count;

import java.util.concurrent.atomic.AtomicLongArray;

/** One writer's counts of one member. {@link #add} by its own thread alone; reading by any thread, never torn. */
public final class CounterRow {
    private final AtomicLongArray cells = new AtomicLongArray(Count.ALL.size());

    /** Adds to a cell; the owning thread only. */
    public void add(Count count, long amount) {
        int at = count.ordinal();
        cells.setOpaque(at, cells.getPlain(at) + amount);
    }

    /** The value by any thread. */
    public long get(Count count) {
        return cells.getOpaque(count.ordinal());
    }
}
