package tandem.app;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.port.SharedState;
import tandem.proxy.ProxyServer;

/**
 * How a node that is told to stop leaves: it tells its peers the last, hands the virtual addresses over, and lets what runs finish,
 * each for a limited time.
 */
final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);
    private static final Duration HAND_OVER = Duration.ofSeconds(10);
    private static final long FLUSH_MILLIS = 500;

    private final SharedState shared;
    private final Ownership ownership;
    private final ProxyServer proxy;
    private final Duration drain;

    /** @param drain how long requests in progress may go on */
    Departure(SharedState shared, Ownership ownership, ProxyServer proxy, Duration drain) {
        this.shared = shared;
        this.ownership = ownership;
        this.proxy = proxy;
        this.drain = drain;
    }

    /** Blocks until nothing runs any more or the time is over. */
    void run() {
        shared.flush(FLUSH_MILLIS);
        LOG.info("stopping: {}", await(ownership.stepDown()).sentence());
        awaitConnections();
        proxy.drain(drain);
    }

    /** Those that go on here although the addresses have moved end by themselves, or with the drain. */
    private void awaitConnections() {
        long end = System.nanoTime() + drain.plus(HAND_OVER).toNanos();
        while (ownership.keepsConnections() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static Outcome await(CompletionStage<Outcome> stage) {
        try {
            return stage.toCompletableFuture().get(HAND_OVER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Outcome.Refused("the hand-over did not end within " + HAND_OVER.toSeconds() + " s; going on");
        } catch (ExecutionException e) {
            return new Outcome.Refused("the hand-over failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Refused("interrupted while handing over");
        }
    }
}
