package tandem.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.core.status.Verdict;

final class HealthTrackerTest {
    @Test
    void first_pass_makes_an_unknown_member_up() {
        HealthTracker tracker = HealthTracker.UNTRIED.passed("200", 3, false, 10);

        assertThat(tracker.verdict()).isEqualTo(Verdict.UP);
        assertThat(tracker.sinceEpochMillis()).isEqualTo(10);
        assertThat(tracker.sound()).isTrue();
    }

    @Test
    void hck_03_failures_count_in_a_row() {
        HealthTracker tracker = HealthTracker.UNTRIED.passed("200", 1, false, 1);

        tracker = tracker.failed("500", 3, 2)
                .failed("500", 3, 3)
                .passed("200", 1, false, 4)
                .failed("500", 3, 5);
        assertThat(tracker.verdict()).isEqualTo(Verdict.UP);

        tracker = tracker.failed("500", 3, 6).failed("500", 3, 7);
        assertThat(tracker.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(tracker.reason()).isEqualTo("500");
        assertThat(tracker.sinceEpochMillis()).isEqualTo(7);
    }

    @Test
    void hck_02_passes_count_in_a_row() {
        HealthTracker down = HealthTracker.UNTRIED.failed("refused", 1, 1);

        HealthTracker almost = down.passed("200", 2, false, 2);
        assertThat(almost.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(almost.failed("refused", 1, 3).passed("200", 2, false, 4).verdict())
                .isEqualTo(Verdict.DOWN);
        assertThat(almost.passed("200", 2, false, 3).verdict()).isEqualTo(Verdict.UP);
    }

    @Test
    void hck_07_member_in_error_needs_as_many_passes_as_one_that_is_down() {
        HealthTracker up = HealthTracker.UNTRIED.passed("200", 2, false, 1);

        HealthTracker once = up.passed("200", 2, true, 2);
        assertThat(once.sound()).isFalse();
        assertThat(once.passed("200", 2, true, 3).sound()).isTrue();
    }

    @Test
    void verdict_of_a_peer_holds_until_own_checks_speak_against_it() {
        HealthTracker adopted = HealthTracker.UNTRIED.adopted(Verdict.DOWN, "refused", "lb1", 5);

        assertThat(adopted.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(adopted.from()).isEqualTo("lb1");
        assertThat(adopted.passed("200", 2, false, 6).verdict()).isEqualTo(Verdict.DOWN);
        assertThat(adopted.passed("200", 1, false, 6).from()).isEmpty();
        HealthTracker own = HealthTracker.UNTRIED.passed("200", 1, false, 1);
        assertThat(own.adopted(Verdict.DOWN, "refused", "lb1", 5)).isEqualTo(own);
    }
}
