package tandem.proxy;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import tandem.core.balance.Balancer;
import tandem.core.config.RetryConfig;
import tandem.core.config.StatusCode;
import tandem.proxy.http.RequestHead;

/**
 * Has another member asked where one answered with a status that says "not now", if nothing was done twice by it and the balancer's
 * budget allows. One request's; one I/O thread.
 */
final class Retries {
    private final Forwarding forwarding;
    private final Plane plane;
    private final IoLoop loop;
    private int times;
    private XnioExecutor.@Nullable Key pause;

    Retries(Forwarding forwarding, Plane plane, IoLoop loop) {
        this.forwarding = forwarding;
        this.plane = plane;
        this.loop = loop;
    }

    /** Begins with another request. */
    void begin() {
        times = 0;
        pause = null;
    }

    /** A request goes to its balancer. */
    void came(Balancer balancer) {
        if (balancer.config().retries().isPresent()) {
            balancer.schedule().retryBudget().came(balancer.config().retries().get());
        }
    }

    /** Whether another member is asked, since one answered with this status; if so, it is taken off the budget. */
    boolean may(int status, Attempts attempts) {
        Balancer balancer = forwarding.destination().balancer();
        RetryConfig rule = balancer.config().retries().orElse(null);
        if (rule == null || times >= rule.most() || !rule.statuses().contains(new StatusCode(status))) {
            return false;
        }
        RequestHead head = forwarding.exchange().head();
        boolean safe =
                head.idempotent() && !head.hasBody() && forwarding.upgrade().isEmpty();
        if (!safe || !attempts.mayGoOn()) {
            return false;
        }
        boolean granted = balancer.schedule().retryBudget().take(rule, loop.nanos());
        plane.metrics().retried(balancer.name(), granted);
        return granted;
    }

    /** Does so, a little later. */
    void later(Attempts attempts) {
        RetryConfig rule =
                forwarding.destination().balancer().config().retries().orElseThrow();
        long nanos = rule.pause(times, ThreadLocalRandom.current().nextDouble()).toNanos();
        times++;
        if (nanos == 0) {
            attempts.goOn();
            return;
        }
        pause = loop.thread()
                .executeAfter(
                        () -> {
                            pause = null;
                            attempts.goOn();
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    /** The client is gone. */
    void cancel() {
        XnioExecutor.Key waiting = pause;
        pause = null;
        if (waiting != null) {
            waiting.remove();
        }
    }
}
