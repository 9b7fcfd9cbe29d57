package tandem.app;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tandem.core.tls.ocsp.Staple;
import tandem.core.tls.ocsp.StapleTimes;

/** What is known of one certificate's stapling. One thread changes it; others read. */
final class StaplingState {
    private volatile @Nullable Staple staple;
    private volatile String problem = "";
    private int failures;
    private Instant next = Instant.MIN;

    /** What clients get while it counts; null if there never was one. */
    @Nullable
    Staple staple() {
        return staple;
    }

    /** Why the last attempt failed; empty if it did not. */
    String problem() {
        return problem;
    }

    boolean due(Instant now) {
        return !now.isBefore(next);
    }

    void answered(Staple fresh, Instant now) {
        staple = fresh;
        problem = "";
        failures = 0;
        next = StapleTimes.afterAnswer(fresh, now);
    }

    /** True if that is not what the last attempt failed for. */
    boolean failed(String reason, Instant now) {
        boolean isNew = !reason.equals(problem);
        problem = reason;
        failures++;
        next = StapleTimes.afterFailure(failures, staple, now);
        return isNew;
    }

    void withdrawn() {
        staple = null;
    }
}
