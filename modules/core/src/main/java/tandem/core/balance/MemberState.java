package tandem.core.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the schedule remembers of one member: Apache's lbstatus, its error mark, its load. The plain fields are read and written
 * under the lock of the {@link Schedule} that owns it; this node's load also by the threads that carry requests.
 */
final class MemberState {
    int lbstatus;
    boolean inError;
    long errorAtNanos;
    int retries;
    String errorReason = "";
    PeerLoad peers = PeerLoad.NONE;
    final AtomicInteger busy = new AtomicInteger();
    final AtomicLong bytesTo = new AtomicLong();
    final AtomicLong bytesFrom = new AtomicLong();

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
