package tandem.core.count;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** All counters of this node: one shard a writing thread. Any thread. */
public final class Counters {
    private final List<Shard> shards = new CopyOnWriteArrayList<>();

    /** A new shard, to be written by one thread. */
    public Shard shard() {
        Shard shard = new Shard();
        shards.add(shard);
        return shard;
    }

    /** The sums over all threads by member id, sorted; values in the order of {@link Count}. */
    public Map<String, long[]> totals() {
        Map<String, long[]> totals = new TreeMap<>();
        for (Shard shard : shards) {
            shard.rows.forEach((memberId, row) -> {
                long[] sum = totals.computeIfAbsent(memberId, id -> new long[Count.ALL.size()]);
                for (Count count : Count.ALL) {
                    sum[count.ordinal()] += row.get(count);
                }
            });
        }
        return totals;
    }

    /** One thread's rows. */
    public static final class Shard {
        private final Map<String, CounterRow> rows = new ConcurrentHashMap<>();

        private Shard() {}

        /** The row of a member, made when first asked for; keep it rather than look it up a request. */
        public CounterRow row(String memberId) {
            return rows.computeIfAbsent(memberId, id -> new CounterRow());
        }
    }
}
