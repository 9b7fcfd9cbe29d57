package tandem.failover;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.failover.election.Event;

/** Asks again and again whether the gateway is reached, on a thread of its own. Two failures in a row count as a loss. */
final class ReachabilityPoll implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReachabilityPoll.class);
    private static final long INTERVAL_MILLIS = 350;
    private static final int FAILURES = 2;

    private final Reachability gateway;
    private final Consumer<Event> events;
    private final Thread thread;
    private int failures;

    ReachabilityPoll(Reachability gateway, Consumer<Event> events) {
        this.gateway = gateway;
        this.events = events;
        this.thread = Thread.ofPlatform().name("tandem-gateway").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Asks once. */
    void poll() {
        failures = reachable() ? 0 : failures + 1;
        if (failures == 0 || failures >= FAILURES) {
            events.accept(new Event.GatewayChecked(failures == 0));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private boolean reachable() {
        try {
            return gateway.reachable();
        } catch (RuntimeException e) {
            LOG.warn("could not ask the gateway: {}; counted as not reached", e.toString());
            return false;
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                poll();
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            LOG.debug("asking the gateway ends");
        }
    }
}
