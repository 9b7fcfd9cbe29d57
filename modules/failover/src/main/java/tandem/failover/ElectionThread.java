package tandem.failover;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.port.RunsOn;
import tandem.failover.election.Action;
import tandem.failover.election.Election;
import tandem.failover.election.Event;
import tandem.failover.election.State;
import tandem.failover.election.Step;
import tandem.failover.lease.Ballot;
import tandem.failover.vip.ThreadPriority;

/** Runs the election: one queue, one thread, one step an event, and a tick when nothing happens. */
final class ElectionThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ElectionThread.class);
    private static final int LIMIT = 1024;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Election election;
    private final NodeClock clock;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(LIMIT);
    private final Thread thread;
    private volatile State state;
    private volatile boolean closed;

    /** Carries out what a step decided. */
    interface Effects {
        /** Before the actions of the step that this event led to. */
        @RunsOn(RunsOn.Lane.ELECTION)
        void heard(Event event);

        /** The thread ran so much later than it should have: the machine or the process stood still. */
        @RunsOn(RunsOn.Lane.ELECTION)
        default void late(long nanos) {}

        @RunsOn(RunsOn.Lane.ELECTION)
        void carryOut(Action action, State before, State now);
    }

    private final Effects effects;

    /**
     * @param name of the thread
     * @param ballot what this node promised as a voter in an earlier life
     */
    ElectionThread(String name, Election election, Ballot ballot, NodeClock clock, Effects effects) {
        this.election = election;
        this.clock = clock;
        this.effects = effects;
        this.state = State.initial(ballot, clock.nanos());
        this.thread = Thread.ofPlatform()
                .name(name)
                .priority(Thread.MAX_PRIORITY)
                .daemon()
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Queues an event; any thread, never blocks. */
    void enqueue(Event event) {
        if (!closed && !events.offer(event)) {
            LOG.error("the election queue is full ({} events); dropped {}", LIMIT, event);
        }
    }

    /** The newest state; any thread. */
    State state() {
        return state;
    }

    /** Ends it after the step under way; blocks until then, at most a second. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (!thread.join(Duration.ofSeconds(1))) {
                LOG.error("the election thread did not end within a second; is a listener of ownership blocking?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @RunsOn(RunsOn.Lane.ELECTION)
    private void run() {
        ThreadPriority.raise();
        ThreadPriority.raiseVirtualMachine();
        long tickAt = clock.nanos();
        while (!closed) {
            try {
                Event event = events.poll(Math.max(0, tickAt - clock.nanos()), TimeUnit.NANOSECONDS);
                long now = clock.nanos();
                boolean ticks = now - tickAt >= 0;
                if (now - tickAt > LATE_NANOS) {
                    effects.late(now - tickAt);
                }
                if (ticks) {
                    step(new Event.Tick(), now);
                }
                if (event != null) {
                    step(event, now);
                }
                long next = now + Math.clamp(election.waitNanos(state, now), SHORTEST_NANOS, TICK_NANOS);
                tickAt = ticks || next - tickAt < 0 ? next : tickAt;
            } catch (InterruptedException e) {
                LOG.debug("the election ends");
                return;
            }
        }
    }

    private void step(Event event, long now) {
        State before = state;
        try {
            effects.heard(event);
            Step step = election.step(before, event, now);
            state = step.next();
            for (Action action : step.actions()) {
                effects.carryOut(action, before, step.next());
            }
        } catch (RuntimeException e) {
            LOG.error("the election failed at {} in {}", event, before, e);
        }
    }
}
