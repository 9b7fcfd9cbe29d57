package tandem.failover.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.core.config.Profile;

class TimingTest {
    private static final long HALF_A_LIFETIME = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long AN_ORDER_MAY_WAIT = TimeUnit.MILLISECONDS.toNanos(500);

    @ParameterizedTest
    @CsvSource({"FAST, 500", "NORMAL, 500", "CALM, 1400"})
    void election_may_stand_still_for_as_long_as_the_profile_is_patient(Profile profile, long millis) {
        assertThat(Timing.of(profile, HALF_A_LIFETIME).stallNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @ParameterizedTest
    @EnumSource
    void node_that_slept_through_a_handover_is_told_so_before_the_other_takes_back(Profile profile) {
        Timing timing = Timing.of(profile, HALF_A_LIFETIME);

        assertThat(timing.stallNanos() + AN_ORDER_MAY_WAIT).isLessThan(timing.handoverNanos());
    }

    @Test
    void without_a_lifetime_no_halt_counts() {
        assertThat(Timing.of(Profile.CALM, Long.MAX_VALUE).stallNanos()).isEqualTo(Long.MAX_VALUE);
    }
}
