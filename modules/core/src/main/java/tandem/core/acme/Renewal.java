package tandem.core.acme;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a certificate is ordered: at once if there is none, after two thirds of its lifetime if there is, and after a failure not
 * before some time has passed. Pure.
 */
public final class Renewal {
    /** How long the first failure is waited out; each further one twice as long as the one before. */
    public static final Duration FIRST_PAUSE = Duration.ofMinutes(5);

    /** No longer than this. With a first pause of five minutes an hour sees at most four attempts. */
    public static final Duration LONGEST_PAUSE = Duration.ofHours(8);

    private static final int SPREAD = 50;
    private static final int MOST_DOUBLINGS = 12;

    /** From when until when a certificate is valid. */
    public record Lifetime(Instant begin, Instant end) {}

    /**
     * What came of the attempts since the last success.
     *
     * @param count how many failed in a row, at least 1
     * @param last when the newest one did
     * @param notBefore before when the authority wants no other; empty if it said nothing
     * @param reason why, as a sentence
     */
    public record Failures(int count, Instant last, Optional<Instant> notBefore, String reason) {
        /** The same and one more. */
        public static Failures more(Optional<Failures> before, Instant at, Optional<Instant> notBefore, String reason) {
            return new Failures(before.map(Failures::count).orElse(0) + 1, at, notBefore, reason);
        }
    }

    private Renewal() {}

    /**
     * When the next order is due; in the past if it is overdue.
     *
     * @param kept the lifetime of the certificate that is there
     * @param name spreads the renewals of many certificates and installations: up to a fiftieth of the lifetime earlier
     */
    public static Instant due(Optional<Lifetime> kept, Optional<Failures> failures, String name) {
        Instant wanted = kept.map(lifetime -> renewal(lifetime, name)).orElse(Instant.EPOCH);
        return failures.map(Renewal::again)
                .filter(again -> again.isAfter(wanted))
                .orElse(wanted);
    }

    private static Instant renewal(Lifetime lifetime, String name) {
        Duration whole = Duration.between(lifetime.begin(), lifetime.end());
        long spread = Math.floorMod(name.hashCode(), 1000) * (whole.toMillis() / SPREAD) / 1000;
        return lifetime.begin().plus(whole.multipliedBy(2).dividedBy(3)).minusMillis(spread);
    }

    private static Instant again(Failures failures) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures.count() - 1, MOST_DOUBLINGS));
        Instant own = failures.last().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        return failures.notBefore().filter(asked -> asked.isAfter(own)).orElse(own);
    }
}
