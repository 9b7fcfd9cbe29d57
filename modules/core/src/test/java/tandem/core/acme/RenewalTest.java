package tandem.core.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.acme.Renewal.Failures;
import tandem.core.acme.Renewal.Lifetime;

class RenewalTest {
    private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
    private static final Lifetime NINETY_DAYS = new Lifetime(BEGIN, BEGIN.plus(Duration.ofDays(90)));

    private static Optional<Failures> failed(int count, Optional<Instant> notBefore) {
        return Optional.of(new Failures(count, BEGIN, notBefore, "no"));
    }

    @Test
    void certificate_that_is_not_there_is_due_at_once() {
        assertThat(Renewal.due(Optional.empty(), Optional.empty(), "a")).isEqualTo(Instant.EPOCH);
    }

    @ParameterizedTest
    @CsvSource({"certificate-shop.example-01234567", "certificate-www.example-89abcdef", "a", "polygenelubricants"})
    void certificate_is_renewed_after_two_thirds_of_its_lifetime_or_a_little_earlier(String name) {
        Instant twoThirds = BEGIN.plus(Duration.ofDays(60));

        assertThat(Renewal.due(Optional.of(NINETY_DAYS), Optional.empty(), name))
                .isBetween(twoThirds.minus(Duration.ofHours(44)), twoThirds);
    }

    @Test
    void renewals_of_different_certificates_are_spread() {
        assertThat(Renewal.due(Optional.of(NINETY_DAYS), Optional.empty(), "a"))
                .isNotEqualTo(Renewal.due(Optional.of(NINETY_DAYS), Optional.empty(), "b"));
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 10", "3, 20", "6, 160", "7, 320", "8, 480", "1000, 480"})
    void pause_after_failures_doubles_up_to_eight_hours(int count, long minutes) {
        assertThat(Renewal.due(Optional.empty(), failed(count, Optional.empty()), "a"))
                .isEqualTo(BEGIN.plus(Duration.ofMinutes(minutes)));
    }

    @Test
    void authority_that_wants_a_longer_pause_gets_it() {
        Instant asked = BEGIN.plus(Duration.ofDays(2));

        assertThat(Renewal.due(Optional.empty(), failed(1, Optional.of(asked)), "a"))
                .isEqualTo(asked);
        assertThat(Renewal.due(Optional.empty(), failed(1, Optional.of(BEGIN)), "a"))
                .isEqualTo(BEGIN.plus(Duration.ofMinutes(5)));
    }

    @Test
    void failure_before_a_renewal_is_due_makes_it_no_earlier() {
        assertThat(Renewal.due(Optional.of(NINETY_DAYS), failed(1, Optional.empty()), "a"))
                .isEqualTo(Renewal.due(Optional.of(NINETY_DAYS), Optional.empty(), "a"));
    }
}
