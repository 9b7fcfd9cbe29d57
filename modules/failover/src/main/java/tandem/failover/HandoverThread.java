package tandem.failover;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.ClientFlows;
import tandem.core.port.NodeClock;
import tandem.failover.election.Event;
import tandem.failover.election.Station;
import tandem.failover.vip.Flows;

/**
 * Does what a hand-over of connections asks for and takes too long for the election's and the VIP thread: puts rules up, which
 * starts programs, and watches connections end.
 */
final class HandoverThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HandoverThread.class);
    private static final long POLL_MILLIS = 50;
    private static final long LOOK_SECONDS = 5;
    /** New connections come for a moment after the addresses have gone. */
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(600);

    private final Flows flows;
    private final ClientFlows clients;
    private final NodeClock clock;
    private final Consumer<Event> events;
    private final ScheduledExecutorService thread;
    private Flows.Look looked = new Flows.Look.Unable("");
    private Optional<Drain> drain = Optional.empty();

    /** Confined to this thread. */
    private static final class Drain {
        final long since;
        final long deadline;
        int total;
        int left = -1;

        Drain(long since, long deadline) {
            this.since = since;
            this.deadline = deadline;
        }
    }

    HandoverThread(String name, Flows flows, ClientFlows clients, NodeClock clock, Consumer<Event> events) {
        this.flows = flows;
        this.clients = clients;
        this.clock = clock;
        this.events = events;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    /** Removes what an earlier life left, then looks now and then how peers reach this node. */
    void start() {
        run(flows::clear);
        thread.scheduleWithFixedDelay(guarded(this::look), 0, LOOK_SECONDS, TimeUnit.SECONDS);
        thread.scheduleWithFixedDelay(guarded(this::watch), POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    void pass(List<Station> old, long keepNanos) {
        run(() -> events.accept(
                new Event.FlowsPassed(flows.forward(old, keepNanos).orElse(""))));
    }

    void keep(List<Station> fresh, long keepNanos) {
        run(() -> events.accept(new Event.FlowsKept(flows.keep(fresh, keepNanos).orElse(""))));
    }

    void clear() {
        run(flows::clear);
    }

    /**
     * Somebody else has the addresses: takes no new connection, asks those that there are to end, closes the rest at the deadline; a
     * deadline that is over closes all at once.
     */
    void drain(long deadline) {
        run(() -> {
            flows.divert();
            Drain begun = new Drain(clock.nanos(), deadline);
            drain = Optional.of(begun);
            begun.total = clients.finish();
            watch();
        });
    }

    /** The connections may stay after all. */
    void resume() {
        run(() -> {
            drain = Optional.empty();
            clients.resume();
        });
    }

    private void look() {
        Flows.Look now = flows.look();
        if (!now.equals(looked)) {
            looked = now;
            events.accept(
                    switch (now) {
                        case Flows.Look.Able able -> new Event.FlowsLooked(able.stations(), "");
                        case Flows.Look.Unable unable -> new Event.FlowsLooked(List.of(), unable.sentence());
                    });
        }
    }

    private void watch() {
        if (drain.isEmpty()) {
            return;
        }
        Drain running = drain.get();
        long now = clock.nanos();
        int left = clients.left();
        running.total = Math.max(running.total, clients.seen());
        boolean over = now - running.deadline >= 0;
        boolean settled = now - running.since >= SETTLE_NANOS;
        if (over || left == 0 && settled) {
            int broken = left == 0 ? 0 : clients.cut();
            drain = Optional.empty();
            clients.resume();
            events.accept(new Event.Drained(running.total, broken));
        } else if (left != running.left) {
            running.left = left;
            events.accept(new Event.Draining(left));
        }
    }

    private void run(Runnable work) {
        try {
            thread.execute(guarded(work));
        } catch (RejectedExecutionException e) {
            LOG.debug("this node ends; nothing is handed over any more");
        }
    }

    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("a hand-over of connections failed; please report this", e);
            }
        };
    }

    /** Waits at most a second for what runs, then removes the rules. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.warn("a hand-over of connections did not end within a second; its rules run out by themselves");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flows.close();
    }
}
