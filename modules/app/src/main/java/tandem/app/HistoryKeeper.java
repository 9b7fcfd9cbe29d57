package tandem.app;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.history.History;
import tandem.core.port.Outcome;
import tandem.core.status.Event;

/**
 * Writes the event history to disk soon after each change, at most four times a second, on a thread of its own: the disk may be
 * slow. Peers are told of an event once it is there.
 */
final class HistoryKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryKeeper.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LAST_SAVE_MILLIS = 2_000;

    private final EventLog events;
    private final Function<List<Event>, Outcome> store;
    private final Semaphore changed = new Semaphore(0);
    private final Thread thread =
            Thread.ofPlatform().name("tandem-history").daemon().unstarted(this::run);
    private volatile boolean closed;
    private String trouble = "";

    /** @param store writes all events and says whether it could */
    HistoryKeeper(EventLog events, Function<List<Event>, Outcome> store) {
        this.events = events;
        this.store = store;
    }

    void start() {
        events.whenSomethingHappens(changed::release);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                changed.acquire();
                changed.drainPermits();
                boolean last = closed;
                save();
                if (last) {
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (InterruptedException e) {
            LOG.debug("keeping the history was interrupted: the node stops");
        }
    }

    /** Says it once where the disk goes on refusing. */
    private void save() {
        History now = events.history();
        String sentence = store.apply(now.all()) instanceof Outcome.Refused refused ? refused.sentence() : "";
        events.kept(now);
        if (!sentence.isEmpty() && !sentence.equals(trouble)) {
            LOG.warn("{}", sentence);
        }
        trouble = sentence;
    }

    /** Saves what came since; waits for at most two seconds. */
    @Override
    public void close() {
        closed = true;
        changed.release();
        LockSupport.unpark(thread);
        try {
            if (!thread.join(Duration.ofMillis(LAST_SAVE_MILLIS))) {
                LOG.warn("the newest events are not on the disk: it did not answer within {} ms", LAST_SAVE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
