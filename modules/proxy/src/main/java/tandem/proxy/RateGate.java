package tandem.proxy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ListenerConfig;
import tandem.core.limit.RateLimits;
import tandem.core.limit.RateLimits.Excess;
import tandem.core.routing.Routed;
import tandem.core.routing.RoutingTable;

/** Turns requests away that come more often than their listener's and their route's rate limits allow. Any thread. */
final class RateGate {
    private static final String SENTENCE = "More of these requests come than are allowed.";
    private static final long ROUND_UP = TimeUnit.SECONDS.toNanos(1) - 1;

    private RateGate() {}

    /** What the request is told instead of being carried; null if it may pass. */
    static OwnAnswers.@Nullable Answer refusal(
            RoutingTable table, Routed routed, HeadFacts facts, ProxyMetrics metrics, long nowNanos) {
        RateLimits limits = table.rateLimits();
        if (limits.nothing()) {
            return null;
        }
        ListenerConfig listener =
                table.config().listeners().get(facts.connection().listener());
        List<String> first = listener == null ? List.of() : listener.rateLimits();
        Excess excess = limits.take(first, facts, nowNanos);
        if (excess == null && routed instanceof Routed.Forward forward) {
            excess = limits.take(forward.config().rateLimits(), facts, nowNanos);
        }
        if (excess == null) {
            return null;
        }
        metrics.limited(excess.limit());
        long seconds = TimeUnit.NANOSECONDS.toSeconds(excess.nanos() + ROUND_UP);
        return new OwnAnswers.Answer(429, SENTENCE, "Retry-After", String.valueOf(seconds), false);
    }
}
