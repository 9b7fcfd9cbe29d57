package tandem.failover.votes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplayWindowTest {
    private final ReplayWindow window = new ReplayWindow();

    @Test
    void number_is_new_once() {
        boolean first = window.admit(1);

        assertThat(first).isTrue();
        assertThat(window.admit(1)).isFalse();
    }

    @Test
    void late_number_within_the_window_is_new_once() {
        window.admit(1);
        window.admit(64);

        assertThat(window.admit(2)).isTrue();
        assertThat(window.admit(2)).isFalse();
        assertThat(window.admit(1)).isFalse();
    }

    @Test
    void number_that_is_too_old_counts_as_seen() {
        window.admit(65);

        assertThat(window.admit(1)).isFalse();
        assertThat(window.admit(2)).isTrue();
    }

    @Test
    void leap_forgets_nothing_that_was_seen() {
        window.admit(1);
        window.admit(1_000_000);

        assertThat(window.admit(1)).isFalse();
        assertThat(window.admit(1_000_000)).isFalse();
        assertThat(window.admit(999_999)).isTrue();
    }

    @Test
    void all_up_to_where_it_is_reset_counts_as_seen() {
        window.admit(900);
        window.reset(10);

        assertThat(window.admit(10)).isFalse();
        assertThat(window.admit(1)).isFalse();
        assertThat(window.admit(11)).isTrue();
    }
}
