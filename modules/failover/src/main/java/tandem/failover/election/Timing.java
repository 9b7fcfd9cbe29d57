package tandem.failover.election;

import java.util.concurrent.TimeUnit;
import tandem.core.config.Profile;

/**
 * How long the election waits for what. All in nanoseconds.
 *
 * @param helloNanos between two hellos without news
 * @param quarantineNanos between joining and taking part
 * @param aloneNanos added to the quarantine of a node that found none of its peers, and once more for each node before it in
 *     configuration order; twice this is how long a lone node that stood still waits for a peer to turn up
 * @param settleNanos how long the members of a new view have to say who they are
 * @param retryNanos between two tries to take the addresses
 * @param patienceNanos for how long tries may fail, or the gateway be missing, before a peer is let go first
 * @param handoverNanos how long a peer has to take what was handed to it
 * @param stallNanos a longer time without a step means that this node stood still; {@link Long#MAX_VALUE} to not care
 */
public record Timing(
        long helloNanos,
        long quarantineNanos,
        long aloneNanos,
        long settleNanos,
        long retryNanos,
        long patienceNanos,
        long handoverNanos,
        long stallNanos) {
    private static final long CALM_STALL_NANOS = millis(1400);

    /**
     * The timers of a profile. The keeper of the addresses has a limit of its own, half their lifetime under every profile; this
     * one is for halts that the keeper did not see. A holder that keeps renewing while its election stands still has lost nothing
     * before its peers give it up: at {@code calm}, made for machines that pause, that is after 2 s of silence, so a longer halt is
     * let pass. It ends well below that, and together with the half second that an order to take may wait below
     * {@code handoverNanos}: a node that slept through a handover must not take after the other has taken back.
     *
     * @param gapLimitNanos the longest halt after which the addresses are this node's own for certain; {@link Long#MAX_VALUE} if
     *     they have no lifetime
     */
    public static Timing of(Profile profile, long gapLimitNanos) {
        return standard(
                switch (profile) {
                    case FAST, NORMAL -> gapLimitNanos;
                    case CALM -> Math.max(gapLimitNanos, CALM_STALL_NANOS);
                });
    }

    /** What fits a local network. */
    static Timing standard(long stallNanos) {
        return new Timing(
                millis(100),
                millis(300),
                millis(500),
                millis(600),
                millis(100),
                millis(1000),
                millis(2000),
                stallNanos);
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
