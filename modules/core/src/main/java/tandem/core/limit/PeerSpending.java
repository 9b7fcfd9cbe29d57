package tandem.core.limit;

import java.util.HashMap;
import java.util.Map;

/**
 * What the peers told of one limit, so that each request of theirs is counted here once, however often it is told. Two rows a peer
 * are remembered. Any thread, one at a time.
 */
final class PeerSpending {
    // A spell that is not known yet was either begun since the last row, and all of it counts; or this node was not
    // there when it began, and takes over how full the peer knows the bucket to be.
    private static final long YOUNG_NANOS = 600_000_000;

    /** One key's spell as it was told last. */
    private record Told(long spell, long spent) {}

    private final RateLimit limit;
    private final Map<String, Map<Long, Told>> last = new HashMap<>();
    private final Map<String, Map<Long, Told>> before = new HashMap<>();

    PeerSpending(RateLimit limit) {
        this.limit = limit;
    }

    /**
     * Counts what is new in a row of {@link RateLimit#told}.
     *
     * @param old whether it was written long ago: then nothing of it counts that was not known before
     */
    synchronized void hear(String node, long[] row, boolean old, long nowNanos) {
        Map<Long, Told> known = last.getOrDefault(node, Map.of());
        Map<Long, Told> earlier = before.getOrDefault(node, Map.of());
        Map<Long, Told> now = new HashMap<>();
        for (int i = 1; i + RateLimit.CELLS <= row.length; i += RateLimit.CELLS) {
            long key = row[i];
            Told told = new Told(row[i + 1], row[i + 2]);
            Told of = known.getOrDefault(key, earlier.get(key));
            if (of != null && of.spell == told.spell) {
                owe(key, told.spent - of.spent, nowNanos);
            } else if (!old && row[0] - told.spell < YOUNG_NANOS) {
                owe(key, told.spent, nowNanos);
            } else if (!old && row[i + 3] > 0) {
                limit.atLeast(key, row[i + 3], nowNanos);
            }
            now.put(key, told);
        }
        before.put(node, known);
        last.put(node, now);
    }

    private void owe(long key, long requests, long nowNanos) {
        if (requests > 0) {
            limit.owe(key, requests * limit.intervalNanos(), nowNanos);
        }
    }
}
