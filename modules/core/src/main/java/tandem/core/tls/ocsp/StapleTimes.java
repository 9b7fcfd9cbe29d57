package tandem.core.tls.ocsp;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When an authority is asked next. Pure; any thread. */
public final class StapleTimes {
    private static final Duration LEAST = Duration.ofSeconds(5);
    private static final Duration MOST = Duration.ofHours(1);
    private static final int MOST_DOUBLINGS = 10;

    private StapleTimes() {}

    /** After an answer that counts: at half of its time; if that has passed, since authorities sign ahead, every quarter of the rest. */
    public static Instant afterAnswer(Staple staple, Instant now) {
        Instant half = staple.begin()
                .plus(Duration.between(staple.begin(), staple.end()).dividedBy(2));
        Instant soonest = now.plus(within(Duration.between(now, staple.end()).dividedBy(4)));
        return half.isBefore(soonest) ? soonest : half;
    }

    /**
     * After a failure: ever later, but several times before what is shown ends.
     *
     * @param failures in a row, at least 1
     * @param staple what is shown meanwhile; null if nothing is
     */
    public static Instant afterFailure(int failures, @Nullable Staple staple, Instant now) {
        Duration pause = within(LEAST.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS)));
        if (staple != null && staple.counts(now)) {
            Duration quarter = within(Duration.between(now, staple.end()).dividedBy(4));
            pause = quarter.compareTo(pause) < 0 ? quarter : pause;
        }
        return now.plus(pause);
    }

    private static Duration within(Duration pause) {
        return pause.compareTo(LEAST) < 0 ? LEAST : pause.compareTo(MOST) > 0 ? MOST : pause;
    }
}
