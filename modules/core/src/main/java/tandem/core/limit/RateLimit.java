package tandem.core.limit;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import tandem.core.config.RateLimitConfig;

/**
 * One rate limit: a bucket of tokens for each key that spent lately. Memory is set when it is made, and a request allocates nothing.
 * Any thread; a call holds one short lock, of which there are many.
 */
public final class RateLimit {
    // A bucket is one number (the generic cell rate algorithm): the time at which it will be full again. A request
    // moves
    // it by one interval, and may pass if it is then no further away than a whole bucket takes to fill. A bucket that
    // is full is as good as none, so whoever has the earliest time may be forgotten. What peers tell moves it further
    // than a request of here could: what both spent unknown to each other is paid back, so the long run is exact.
    //
    // For peers each key has a spell, which counts its requests of here. It is told until the bucket has been full for
    // a
    // while, and a request after that begins another: so a count that is told only grows, whatever rows a peer misses.

    private static final int WAYS = 8;
    private static final int LOCKS = 64;
    private static final int SETS_LEAST = 16;
    private static final long UNKNOWN = Long.MIN_VALUE;
    /** Rows told at once at most, those that spent most first. */
    static final int MOST_TOLD = 1000;
    /** Cells of a row: key, spell, requests, nanoseconds until the bucket is full. */
    static final int CELLS = 4;
    /** How long a full bucket is still told: longer than a few reports take that may be missed. */
    private static final long TOLD_NANOS = 1_000_000_000;

    private final RateLimitConfig config;
    private final long intervalNanos;
    private final long wholeNanos;
    /** When it was first asked; times are counted from there. */
    private final AtomicLong originNanos = new AtomicLong(UNKNOWN);

    private final Object[] locks = new Object[LOCKS];
    private final int sets;
    private final long[] keys;
    private final long[] fullAt;
    private final long[] spell;
    private final long[] spent;
    private final AtomicLong forgotten = new AtomicLong();
    private final PeerSpending peers = new PeerSpending(this);

    public RateLimit(RateLimitConfig config) {
        this.config = config;
        this.intervalNanos = config.rate().intervalNanos();
        this.wholeNanos = intervalNanos * config.most();
        Arrays.setAll(locks, i -> new Object());
        int wanted = Math.max(SETS_LEAST, Math.ceilDiv(config.keys(), WAYS));
        this.sets = Integer.highestOneBit(wanted - 1) << 1;
        this.keys = new long[sets * WAYS];
        this.fullAt = new long[sets * WAYS];
        this.spell = new long[sets * WAYS];
        this.spent = new long[sets * WAYS];
    }

    public RateLimitConfig config() {
        return config;
    }

    /** How often a key was forgotten that had spent, because too many were there. */
    public long forgotten() {
        return forgotten.get();
    }

    /** Takes a token of this key; 0 if it had one, else in how many nanoseconds it has. */
    public long take(long key, long nowNanos) {
        long now = since(nowNanos);
        int set = set(key);
        synchronized (locks[set % LOCKS]) {
            int at = place(key, set, now);
            long from = Math.max(fullAt[at], now);
            long early = from + intervalNanos - now - wholeNanos;
            if (early > 0) {
                return early;
            }
            if (spent[at] == 0 || fullAt[at] <= now - TOLD_NANOS) {
                spell[at] = now;
                spent[at] = 0;
            }
            fullAt[at] = from + intervalNanos;
            spent[at]++;
            return 0;
        }
    }

    /** A peer let requests of this key pass that are worth so much. */
    void owe(long key, long nanos, long nowNanos) {
        long now = since(nowNanos);
        int set = set(key);
        synchronized (locks[set % LOCKS]) {
            int at = place(key, set, now);
            fullAt[at] = Math.max(fullAt[at], now) + nanos;
        }
    }

    /** A peer knows that the bucket of this key is not full for so long. */
    void atLeast(long key, long nanos, long nowNanos) {
        long now = since(nowNanos);
        int set = set(key);
        synchronized (locks[set % LOCKS]) {
            int at = place(key, set, now);
            fullAt[at] = Math.max(fullAt[at], now + nanos);
        }
    }

    /** What stands between two requests. */
    long intervalNanos() {
        return intervalNanos;
    }

    PeerSpending peers() {
        return peers;
    }

    private long since(long nowNanos) {
        long origin = originNanos.get();
        if (origin == UNKNOWN) {
            originNanos.compareAndSet(UNKNOWN, nowNanos);
            origin = originNanos.get();
        }
        return nowNanos - origin;
    }

    private int set(long key) {
        return (int) (key >>> Integer.SIZE) & (sets - 1);
    }

    /** Where the key is kept, with the bucket as it is or full; that of the fullest bucket if it is new. */
    private int place(long key, int set, long now) {
        int first = set * WAYS;
        int fullest = first;
        for (int at = first; at < first + WAYS; at++) {
            if (keys[at] == key) {
                return at;
            }
            if (fullAt[at] < fullAt[fullest]) {
                fullest = at;
            }
        }
        if (fullAt[fullest] > now) {
            forgotten.incrementAndGet();
        }
        keys[fullest] = key;
        fullAt[fullest] = 0;
        spent[fullest] = 0;
        return fullest;
    }

    /**
     * What was spent here by keys whose bucket is not full, or has not been for long, for the peers: the time, then {@value #CELLS}
     * cells a key; empty for none.
     */
    long[] told(long nowNanos) {
        long now = since(nowNanos);
        long least = leastTold(now);
        long[] row = new long[1 + MOST_TOLD * CELLS];
        row[0] = now;
        int cells = 1;
        for (int set = 0; set < sets; set++) {
            synchronized (locks[set % LOCKS]) {
                for (int at = set * WAYS; at < (set + 1) * WAYS && cells < row.length; at++) {
                    if (spent[at] > 0 && fullAt[at] >= least) {
                        row[cells++] = keys[at];
                        row[cells++] = spell[at];
                        row[cells++] = spent[at];
                        row[cells++] = Math.max(0, fullAt[at] - now);
                    }
                }
            }
        }
        return cells == 1 ? new long[0] : Arrays.copyOf(row, cells);
    }

    /** The earliest time of those that are told. Looks without locks: one more or less does not matter. */
    private long leastTold(long now) {
        long earliest = now - TOLD_NANOS + 1;
        int count = 0;
        for (long at : fullAt) {
            count += at >= earliest ? 1 : 0;
        }
        if (count <= MOST_TOLD) {
            return earliest;
        }
        long[] times =
                Arrays.stream(fullAt).filter(at -> at >= earliest).sorted().toArray();
        return times.length <= MOST_TOLD ? earliest : times[times.length - MOST_TOLD];
    }
}
