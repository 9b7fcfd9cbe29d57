package tandem.failover.votes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tandem.failover.Gaps;
import tandem.failover.LoneNamespace;

/** Votes every 5 ms, so often that a socket or thread shared with a voter that is not there would be blocked by it. */
class SilentVoterIT {
    private static final long EVERY_MILLIS = 5;
    private static final long SLACK_MILLIS = 20;

    @BeforeAll
    static void needs_a_namespace() {
        Optional<String> missing = LoneNamespace.missing();
        assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.orElseThrow());
    }

    @Test
    void voters_that_are_not_there_leave_no_gap_in_the_votes_to_the_others() {
        String printed = LoneNamespace.run(SilentVoterDriver.class, "silent", "6");

        assertThat(Gaps.number(printed, "events")).isGreaterThan(300);
        assertThat(Gaps.number(printed, "longest")).as(printed).isLessThanOrEqualTo(allowed(printed));
    }

    @Test
    void loss_of_one_path_leaves_no_gap_and_shows_on_that_path_alone() {
        String printed = LoneNamespace.run(SilentVoterDriver.class, "path", "5");

        assertThat(Gaps.number(printed, "events")).isGreaterThan(300);
        assertThat(Gaps.number(printed, "longest")).as(printed).isLessThanOrEqualTo(allowed(printed));
        assertThat(Gaps.number(printed, "192.0.2.11 silent-for")).isGreaterThan(2000);
        assertThat(Gaps.number(printed, "198.51.100.11 silent-for")).isLessThan(1000);
    }

    /** The machine's own delays, the worst of any thread concerned, count three times: for the one that votes, the one that sends and the one that receives. */
    private static long allowed(String printed) {
        return EVERY_MILLIS + SLACK_MILLIS + 3 * Gaps.number(printed, "late");
    }
}
