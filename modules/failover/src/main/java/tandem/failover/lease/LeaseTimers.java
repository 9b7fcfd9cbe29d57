package tandem.failover.lease;

import java.util.concurrent.TimeUnit;
import tandem.core.config.Profile;

/**
 * The times of a lease, in nanoseconds of each machine's own monotonic clock.
 *
 * <p>Why no two nodes answer at once: a node renews its kernel fence only after a round that a majority granted within
 * {@code round} of being sent, and the renewing call needs a fence that still stands; so a call that a halt delays happens at
 * most {@code fence} late (and is not begun later than {@code fence} before {@link #usable}, however long it waited for the VIP
 * thread), and the address is dark at the latest {@code round + 2 fence} after the round was sent. A first
 * showing needs an element that was armed before the votes were sent and lives for {@code armed}: dark at the latest
 * {@code armed + fence} after. A voter's promise runs for {@code promise} from when it <em>received</em> the vote, which is later
 * than when it was sent; another node is granted only after it, and two majorities share a voter. {@code slack} covers clocks that
 * run at different rates. A voter that forgot its promises in a restart grants nothing for as long as they may have lasted.
 *
 * @param renew between two rounds
 * @param round after which a round without the needed grants is void
 * @param fence how long the kernel lets the address answer after a renewal
 * @param armed how long after arming the address may first be shown
 * @param slack for clock rates and scheduling at the voter
 * @param promise how long a voter promises
 */
public record LeaseTimers(long renew, long round, long fence, long armed, long slack, long promise) {
    /** The kernel removes an address of one second's lifetime at the latest then (measured: 1.02 to 1.17 s). */
    public static final long LIFETIME_NANOS = TimeUnit.MILLISECONDS.toNanos(1250);

    /** How long a fence without a promise behind it stands, however short the heartbeat. */
    private static final long LONE_FENCE_MILLIS = 300;

    /** Whether the promise is long enough for the rest, so that no two nodes hold at once. */
    public boolean safe() {
        return promise >= Math.max(round + 2 * fence, armed + fence) + slack;
    }

    /** What a profile means where the kernel counts the fence down in milliseconds. */
    public static LeaseTimers of(Profile profile) {
        return switch (profile) {
            case FAST -> ofMillis(40, 50, 100, 100, 30, 280);
            case NORMAL -> ofMillis(100, 100, 200, 200, 50, 550);
            case CALM -> ofMillis(250, 250, 600, 500, 100, 1550);
        };
    }

    /** Where only the address' lifetime of a second fences: the promise is as long as that asks for. */
    public LeaseTimers withLifetimeFence() {
        return new LeaseTimers(renew, round, LIFETIME_NANOS, LIFETIME_NANOS, slack, round + 2 * LIFETIME_NANOS + slack);
    }

    /**
     * Where a peer counts as gone after two and a half silent intervals, whatever that means for safety ({@code quorum: none}):
     * the fence stands longer than the promise, so that it does not fall between two rounds. A node says something on each
     * channel once an interval, so more than two words are missing on each by then.
     *
     * @param heartbeat between two rounds
     */
    public static LeaseTimers ofHeartbeat(long heartbeat) {
        long fence = Math.max(3 * heartbeat, nanos(LONE_FENCE_MILLIS));
        return new LeaseTimers(heartbeat, heartbeat, fence, fence, 0, 5 * heartbeat / 2);
    }

    /** By when the call that follows a round must be over, counted from when the round was sent. */
    public long usable() {
        return safe() ? promise - fence - slack : promise + fence;
    }

    private static LeaseTimers ofMillis(long renew, long round, long fence, long armed, long slack, long promise) {
        return new LeaseTimers(nanos(renew), nanos(round), nanos(fence), nanos(armed), nanos(slack), nanos(promise));
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
