package tandem.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What is measured of requests that wait for one member's connections. Any thread. */
final class QueueMetrics {
    private final Timer waits;
    private final Counter full;
    private final Counter late;

    QueueMetrics(MeterRegistry registry, String memberId, MemberSlots slots) {
        String balancer = memberId.substring(0, memberId.indexOf('/'));
        Gauge.builder("tandem.member.queue.length", slots, MemberSlots::length)
                .description("Requests that wait for one of the member's connections")
                .tags("balancer", balancer, "member", memberId)
                .register(registry);
        waits = Timer.builder("tandem.member.queue.wait")
                .description("How long requests waited that got one")
                .tags("balancer", balancer, "member", memberId)
                .register(registry);
        full = refused(registry, balancer, memberId, "full");
        late = refused(registry, balancer, memberId, "late");
    }

    private static Counter refused(MeterRegistry registry, String balancer, String memberId, String reason) {
        return Counter.builder("tandem.member.queue.refused")
                .description("Requests that found the queue full, or waited in vain (late)")
                .tags("balancer", balancer, "member", memberId, "reason", reason)
                .register(registry);
    }

    /** One got a connection. */
    void waited(long nanos) {
        waits.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** One found the queue full. */
    void full() {
        full.increment();
    }

    /** One waited in vain. */
    void late() {
        late.increment();
    }
}
