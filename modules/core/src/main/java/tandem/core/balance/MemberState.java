package tandem.core.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the schedule remembers of one member: Apache's lbstatus, its error mark, its load. The plain fields are read and written
 * under the lock of the {@link Schedule} that owns it; this node's load also by the threads that carry requests.
 */
final class MemberState {
    /** Counts how often any error mark of one schedule was set or taken away. */
    static final class Marks {
        int changes;
    }

    private final Marks marks;
    /** What counts while no {@link Standings} has it. */
    int lbstatus;

    private boolean inError;
    long errorAtNanos;
    int retries;
    String errorReason = "";
    PeerLoad peers = PeerLoad.NONE;
    final AtomicInteger busy = new AtomicInteger();
    final AtomicLong bytesTo = new AtomicLong();
    final AtomicLong bytesFrom = new AtomicLong();

    MemberState(Marks marks) {
        this.marks = marks;
    }

    boolean inError() {
        return inError;
    }

    /** Whether this changed anything. */
    boolean mark(boolean error) {
        boolean changed = inError != error;
        if (changed) {
            inError = error;
            marks.changes++;
        }
        return changed;
    }

    /** Takes the mark away so that a request may find out. */
    void retry() {
        mark(false);
        retries++;
    }

    /** Whatever went wrong is forgotten. */
    void forgive() {
        mark(false);
        retries = 0;
        errorReason = "";
    }

    /** Brings back what is remembered now, load apart. */
    Runnable kept() {
        int oldStatus = lbstatus;
        boolean oldError = inError;
        long oldErrorAt = errorAtNanos;
        int oldRetries = retries;
        String oldReason = errorReason;
        return () -> {
            lbstatus = oldStatus;
            mark(oldError);
            errorAtNanos = oldErrorAt;
            retries = oldRetries;
            errorReason = oldReason;
        };
    }

    /** Requests in flight on it, the peers' included. */
    int busy() {
        return busy.get() + Math.toIntExact(Math.clamp(peers.busy(), 0, Integer.MAX_VALUE / 2));
    }

    long bytesTo() {
        return bytesTo.get() + peers.bytesTo();
    }

    long bytesFrom() {
        return bytesFrom.get() + peers.bytesFrom();
    }
}
