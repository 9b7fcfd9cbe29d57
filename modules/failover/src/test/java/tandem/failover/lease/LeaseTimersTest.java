package tandem.failover.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.config.Profile;

class LeaseTimersTest {
    @ParameterizedTest
    @CsvSource({
        "FAST, 40, 50, 100, 100, 30, 280",
        "NORMAL, 100, 100, 200, 200, 50, 550",
        "CALM, 250, 250, 600, 500, 100, 1550"
    })
    void profile_means_these_milliseconds(
            Profile profile, long renew, long round, long fence, long armed, long slack, long promise) {
        assertThat(LeaseTimers.of(profile)).isEqualTo(millis(renew, round, fence, armed, slack, promise));
    }

    @ParameterizedTest
    @EnumSource
    void every_profile_is_safe_but_no_longer_so_with_a_promise_that_is_shorter(Profile profile) {
        LeaseTimers timers = LeaseTimers.of(profile);

        assertThat(timers.safe()).isTrue();
        assertThat(shorter(timers).safe()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void lifetime_of_the_address_asks_for_a_promise_that_covers_it(Profile profile) {
        LeaseTimers timers = LeaseTimers.of(profile).withLifetimeFence();

        assertThat(timers.fence()).isEqualTo(nanos(1250));
        assertThat(timers.safe()).isTrue();
        assertThat(shorter(timers).safe()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void fence_survives_a_round_that_fails(Profile profile) {
        LeaseTimers timers = LeaseTimers.of(profile);

        assertThat(timers.fence()).isGreaterThanOrEqualTo(2 * timers.renew());
    }

    @ParameterizedTest
    @EnumSource
    void call_that_is_over_in_time_fences_before_the_promise_ends(Profile profile) {
        LeaseTimers timers = LeaseTimers.of(profile);

        assertThat(timers.usable()).isGreaterThanOrEqualTo(timers.round());
        assertThat(timers.usable() + timers.fence() + timers.slack()).isLessThanOrEqualTo(timers.promise());
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 100, 1000})
    void peer_is_lost_after_two_and_a_half_silent_heartbeats(long heartbeat) {
        LeaseTimers timers = LeaseTimers.ofHeartbeat(nanos(heartbeat));

        assertThat(timers.renew()).isEqualTo(nanos(heartbeat));
        assertThat(timers.promise()).isEqualTo(nanos(5 * heartbeat) / 2);
        assertThat(timers.fence()).isGreaterThanOrEqualTo(nanos(300)).isGreaterThanOrEqualTo(nanos(3 * heartbeat));
        assertThat(timers.safe()).isFalse();
    }

    @Test
    void armed_element_that_lives_long_asks_for_a_longer_promise() {
        assertThat(millis(100, 100, 200, 400, 50, 550).safe()).isFalse();
        assertThat(millis(100, 100, 200, 400, 50, 650).safe()).isTrue();
    }

    private static LeaseTimers shorter(LeaseTimers timers) {
        return new LeaseTimers(
                timers.renew(), timers.round(), timers.fence(), timers.armed(), timers.slack(), timers.promise() - 1);
    }

    private static LeaseTimers millis(long renew, long round, long fence, long armed, long slack, long promise) {
        return new LeaseTimers(nanos(renew), nanos(round), nanos(fence), nanos(armed), nanos(slack), nanos(promise));
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @ParameterizedTest
    @CsvSource({"R, renew", "D, round", "K, fence", "A, armed", "S, slack", "G, promise"})
    void document_holds_the_times_of_every_profile(String letter, String name) throws Exception {
        List<String> times = new ArrayList<>();
        for (Profile profile : List.of(Profile.FAST, Profile.NORMAL, Profile.CALM)) {
            LeaseTimers timers = LeaseTimers.of(profile);
            long nanos = (long) LeaseTimers.class.getMethod(name).invoke(timers);
            times.add(String.valueOf(LeaseTimers.millis(nanos)));
        }

        assertThat(Files.readString(Path.of("../../docs/failover.md")))
                .contains("\n| " + letter + " | " + String.join(" | ", times) + " | ");
    }
}
