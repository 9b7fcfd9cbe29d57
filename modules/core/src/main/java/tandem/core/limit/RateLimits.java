package tandem.core.limit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.KeyHash;
import tandem.core.config.RateLimitConfig;
import tandem.core.rule.RequestFacts;

/**
 * The rate limits of one routing table, by name. Those that a reload does not change live on with all that was spent. Immutable but for
 * the buckets. Any thread.
 */
public final class RateLimits {
    /** None. */
    public static final RateLimits NONE = new RateLimits(Map.of());

    private static final long ONE_KEY = 1;
    private static final int NETWORK_BYTES = 8;
    /** Rows older than this tell nothing new: their node is gone, or was long ago. */
    private static final long OLD_MILLIS = 10_000;

    private final Map<String, RateLimit> byName;

    private RateLimits(Map<String, RateLimit> byName) {
        this.byName = byName;
    }

    /**
     * Those of a configuration.
     *
     * @param before the ones of the table before
     */
    public static RateLimits of(Map<String, RateLimitConfig> configs, RateLimits before) {
        if (configs.isEmpty()) {
            return NONE;
        }
        Map<String, RateLimit> made = new LinkedHashMap<>();
        configs.forEach((name, config) -> {
            RateLimit known = before.byName.get(name);
            made.put(name, known != null && known.config().equals(config) ? known : new RateLimit(config));
        });
        return new RateLimits(made);
    }

    /** Whether there is none. */
    public boolean nothing() {
        return byName.isEmpty();
    }

    /** One of them; null if there is none of this name. */
    public @Nullable RateLimit limit(String name) {
        return byName.get(name);
    }

    /**
     * Takes a token of each of these limits, in order, up to one that has none.
     *
     * @param nowNanos the node's clock
     * @return null if the request may pass
     */
    public @Nullable Excess take(List<String> names, RequestFacts facts, long nowNanos) {
        for (int i = 0; i < names.size(); i++) {
            RateLimit limit = byName.get(names.get(i));
            long early = limit == null ? 0 : limit.take(key(limit.config(), facts), nowNanos);
            if (early > 0) {
                return new Excess(names.get(i), early);
            }
        }
        return null;
    }

    /**
     * A request too much.
     *
     * @param limit the name of the limit
     * @param nanos in how many nanoseconds there is a token, above 0
     */
    public record Excess(String limit, long nanos) {}

    private static long key(RateLimitConfig config, RequestFacts facts) {
        return switch (config.by()) {
            case ROUTE -> ONE_KEY;
            case CLIENT -> key(facts.client());
            case HEADER -> {
                String value = facts.field(config.name().orElseThrow());
                yield value == null || value.isEmpty() ? key(facts.client()) : KeyHash.of(value);
            }
        };
    }

    /** The same on every node; an address of IPv4 is read without an allocation. */
    static long key(InetAddress client) {
        if (client instanceof Inet4Address) {
            return KeyHash.mixed(Integer.toUnsignedLong(client.hashCode()) + 1);
        }
        byte[] address = client.getAddress();
        long network = 0;
        for (int i = 0; i < NETWORK_BYTES; i++) {
            network = network << Byte.SIZE | address[i] & 0xff;
        }
        return KeyHash.mixed(network | 1L << (Long.SIZE - 1));
    }

    /** What was spent here, for the peers, by limit; empty if there is nothing to tell. */
    public Map<String, long[]> told(long nowNanos) {
        if (byName.isEmpty()) {
            return Map.of();
        }
        Map<String, long[]> rows = new LinkedHashMap<>();
        byName.forEach((name, limit) -> {
            long[] row = limit.told(nowNanos);
            if (row.length > 0) {
                rows.put(name, row);
            }
        });
        return rows;
    }

    /**
     * Counts what a peer told that it spent; what was counted before is not counted again.
     *
     * @param ageMillis how long ago it wrote that
     */
    public void hear(String node, Map<String, long[]> rows, long ageMillis, long nowNanos) {
        rows.forEach((name, row) -> {
            RateLimit limit = byName.get(name);
            if (limit != null) {
                limit.peers().hear(node, row, ageMillis > OLD_MILLIS, nowNanos);
            }
        });
    }
}
