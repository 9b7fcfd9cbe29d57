package tandem.core.balance;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tandem.core.health.Heartbeat;

/**
 * What the schedule remembers of one member: Apache's lbstatus, its error mark, its load. The plain fields are read and written
 * under the lock of the {@link Schedule} that owns it; this node's load also by the threads that carry requests.
 */
final class MemberState {
    /** What the states of one schedule share: how often any error mark was set or taken away, who had requests end, chance. */
    static final class Marks {
        final Eased eased = new Eased();
        final RandomGenerator chance;
        int changes;
        /** How many of them are left out. */
        int out;
        /** Whether nobody is passed over for being left out, because too few would remain. */
        boolean panic;
        /** Whether anybody was ever ranked: who comes up later comes up beside others. */
        boolean begun;

        Marks(RandomGenerator chance) {
            this.chance = chance;
        }
    }

    /**
     * What the member last said of itself.
     *
     * @param heardNanos by the node's clock
     */
    record Beat(Heartbeat said, long heardNanos) {}

    private final Marks marks;
    /** What counts while no {@link Standings} has it. */
    int lbstatus;

    private boolean inError;
    long errorAtNanos;
    int retries;
    /** How much of a request is to be shifted to another member yet, in hundredths of a per cent. */
    int shifted;

    String errorReason = "";
    PeerLoad peers = PeerLoad.NONE;
    final Rise rise = new Rise();
    final AnswerTime answerTime = new AnswerTime();
    final Conduct conduct = new Conduct();
    /** Null until the member is heard of; written by the thread that hears. */
    volatile @Nullable Beat beat;

    private final AtomicInteger busy = new AtomicInteger();
    final AtomicLong bytesTo = new AtomicLong();
    final AtomicLong bytesFrom = new AtomicLong();
    /** Its place in the {@link Standings} of now; null without one. */
    @Nullable
    Place place;

    // Of Eased alone.
    final AtomicBoolean eased = new AtomicBoolean();

    @Nullable
    MemberState easedBefore;

    @Nullable
    MemberState nextEased;

    MemberState(Marks marks) {
        this.marks = marks;
    }

    boolean inError() {
        return inError;
    }

    /** Whether it is left out, and others can do without it. */
    boolean passedOver() {
        return conduct.out && !marks.panic;
    }

    /** Whether nothing that traffic showed speaks against it. */
    boolean fit() {
        return !inError && !passedOver();
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
        int oldShifted = shifted;
        Runnable oldRise = rise.kept();
        return () -> {
            lbstatus = oldStatus;
            mark(oldError);
            errorAtNanos = oldErrorAt;
            retries = oldRetries;
            errorReason = oldReason;
            shifted = oldShifted;
            oldRise.run();
        };
    }

    /** A request goes to it. Any thread. */
    void began() {
        busy.incrementAndGet();
    }

    /** A request that went to it is over. Any thread. */
    void ended() {
        busy.decrementAndGet();
        marks.eased.add(this);
    }

    /** Requests in flight on it, the peers' included. */
    int busy() {
        return busy.get() + Math.toIntExact(Math.clamp(peers.busy(), 0, Integer.MAX_VALUE / 2));
    }

    /** Those of this node alone. */
    int ownBusy() {
        return busy.get();
    }

    long bytesTo() {
        return bytesTo.get() + peers.bytesTo();
    }

    long bytesFrom() {
        return bytesFrom.get() + peers.bytesFrom();
    }
}
