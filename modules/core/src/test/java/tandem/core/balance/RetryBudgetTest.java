package tandem.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.core.config.RetryConfig;
import tandem.core.config.StatusCode;

final class RetryBudgetTest {
    private static final long SECOND = 1_000_000_000L;

    private final RetryBudget budget = new RetryBudget();

    @Test
    void share_of_requests_may_be_sent_again_and_no_more() {
        RetryConfig rule = rule(20, 0);
        int granted = 0;
        for (int i = 0; i < 1000; i++) {
            budget.came(rule);
            granted += budget.take(rule, i) ? 1 : 0;
        }

        assertThat(granted).isEqualTo(200);
    }

    @Test
    void some_are_always_allowed_each_second() {
        RetryConfig rule = rule(0, 3);

        assertThat(granted(rule, 10, 0)).isEqualTo(3);
        assertThat(granted(rule, 10, SECOND - 1)).isZero();
        assertThat(granted(rule, 10, SECOND)).isEqualTo(3);
    }

    @Test
    void what_is_saved_in_quiet_times_is_bounded() {
        RetryConfig rule = rule(20, 0);
        for (int i = 0; i < 100_000; i++) {
            budget.came(rule);
        }

        assertThat(granted(rule, 1000, 0)).isEqualTo(100);
    }

    @Test
    void pauses_double_and_are_spread_over_half_of_themselves() {
        RetryConfig rule = rule(20, 3);

        assertThat(rule.pause(0, 0)).isEqualTo(Duration.ofMillis(10));
        assertThat(rule.pause(0, 1)).isEqualTo(Duration.ofMillis(20));
        assertThat(rule.pause(2, 0.5)).isEqualTo(Duration.ofMillis(60));
    }

    private int granted(RetryConfig rule, int asked, long nowNanos) {
        int granted = 0;
        for (int i = 0; i < asked; i++) {
            granted += budget.take(rule, nowNanos) ? 1 : 0;
        }
        return granted;
    }

    private static RetryConfig rule(int percent, int always) {
        return new RetryConfig(Set.of(new StatusCode(503)), 1, Duration.ofMillis(20), percent, always);
    }
}
