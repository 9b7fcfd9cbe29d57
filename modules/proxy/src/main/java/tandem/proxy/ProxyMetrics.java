package tandem.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the data plane measures: {@code tandem_proxy_requests_total} by balancer and code class,
 * {@code tandem_proxy_request_duration_seconds} by balancer, and open connections. Any thread.
 */
final class ProxyMetrics {
    /** The balancer label of requests that no route led to a balancer. */
    static final String NO_BALANCER = "none";

    private static final Duration[] BUCKETS = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private static final Duration[] LAGS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1)
    };

    private final MeterRegistry registry;
    private final Map<String, OfBalancer> balancers = new ConcurrentHashMap<>();
    private final Map<String, Counter> limits = new ConcurrentHashMap<>();

    private volatile @Nullable CompressionMetrics compression;

    ProxyMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Where others register what they measure. */
    MeterRegistry registry() {
        return registry;
    }

    /** Shows what the I/O threads have open. */
    void watch(IoLoops loops) {
        Gauge.builder("tandem.proxy.client.connections", loops, all -> all.sum(IoLoop::openClients))
                .description("Open connections of clients")
                .register(registry);
        Gauge.builder(
                        "tandem.proxy.member.connections",
                        loops,
                        all -> all.sum(loop -> loop.members().open()))
                .description("Open connections to members")
                .register(registry);
        Gauge.builder(
                        "tandem.proxy.member.connections.idle",
                        loops,
                        all -> all.sum(loop -> loop.members().idle()))
                .description("Open connections to members that carry no request")
                .register(registry);
        Gauge.builder(
                        "tandem.proxy.buffered",
                        loops,
                        all -> all.sum(loop -> loop.buffers().lent()))
                .description("Memory of the buffers that hold bytes under way")
                .baseUnit("bytes")
                .register(registry);
    }

    /** Measures how much later than asked for the I/O threads come to a task. */
    Timer loopLag() {
        return Timer.builder("tandem.proxy.loop.lag")
                .description("How much later than asked for the I/O threads come to a task")
                .serviceLevelObjectives(LAGS)
                .register(registry);
    }

    /** Shows how many connections of clients were refused. */
    void watch(ClientAdmission admission) {
        FunctionCounter.builder("tandem.proxy.client.connections.refused", admission, ClientAdmission::refused)
                .description("Connections of clients closed at once because too many were open, all or of one address")
                .register(registry);
    }

    /** Shows how often new clients had to wait. */
    void watch(AcceptGate gate) {
        FunctionCounter.builder("tandem.proxy.client.accepts.paused", gate, AcceptGate::pauses)
                .description("Times that new clients were left in the kernel's queue because an I/O thread was late")
                .register(registry);
    }

    /** Shows balancers at zero, so that their first request is an increase. */
    void expect(Set<String> names) {
        names.forEach(this::of);
    }

    /** A request was answered, or its client went away (status 0). */
    void answered(String balancer, int status, long nanos) {
        OfBalancer meters = of(balancer);
        meters.byClass[Math.clamp(status / 100, 0, 5)].increment();
        meters.duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A request was turned away by this rate limit. */
    void limited(String limit) {
        limits.computeIfAbsent(
                        limit,
                        name -> Counter.builder("tandem.proxy.limited")
                                .description("Requests turned away by a rate limit")
                                .tags("limit", name)
                                .register(registry))
                .increment();
    }

    /** A response was compressed: its body's bytes before and after. */
    void compressed(long before, long after) {
        compression().compressed(before, after);
    }

    /** A response went as it is, since too many were being compressed. */
    void uncompressed() {
        compression().skipped();
    }

    // Deliberate: made by whoever comes first, and by two threads at once it may be made twice; the registry has each
    // meter once.
    private CompressionMetrics compression() {
        CompressionMetrics known = compression;
        if (known == null) {
            known = new CompressionMetrics(registry);
            compression = known;
        }
        return known;
    }

    /**
     * A member's answer was to be had from another one.
     *
     * @param sent whether the budget allowed it
     */
    void retried(String balancer, boolean sent) {
        OfBalancer meters = of(balancer);
        (sent ? meters.retried : meters.overBudget).increment();
    }

    private OfBalancer of(String balancer) {
        OfBalancer meters = balancers.get(balancer);
        return meters == null ? balancers.computeIfAbsent(balancer, name -> new OfBalancer(registry, name)) : meters;
    }

    private static final class OfBalancer {
        private static final String[] CLASSES = {"gone", "1xx", "2xx", "3xx", "4xx", "5xx"};

        private final Counter[] byClass = new Counter[CLASSES.length];
        private final Timer duration;
        private final Counter retried;
        private final Counter overBudget;

        OfBalancer(MeterRegistry registry, String name) {
            for (int i = 0; i < CLASSES.length; i++) {
                byClass[i] = Counter.builder("tandem.proxy.requests")
                        .description(
                                "Requests by balancer and class of the status; gone: the client left before a response")
                        .tags("balancer", name, "code", CLASSES[i])
                        .register(registry);
            }
            retried = retries(registry, name, "sent");
            overBudget = retries(registry, name, "over-budget");
            duration = Timer.builder("tandem.proxy.request.duration")
                    .description("From the end of a request's head to the end of its response")
                    .tags("balancer", name)
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
        }

        private static Counter retries(MeterRegistry registry, String balancer, String outcome) {
            return Counter.builder("tandem.proxy.retries")
                    .description(
                            "Requests sent again for the status of a member, and those that the budget kept from it")
                    .tags("balancer", balancer, "outcome", outcome)
                    .register(registry);
        }
    }
}
