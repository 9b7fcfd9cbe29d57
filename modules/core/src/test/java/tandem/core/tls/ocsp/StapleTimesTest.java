package tandem.core.tls.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class StapleTimesTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private static Staple staple(Duration length) {
        return new Staple(new CertId("", "", BigInteger.ONE), new byte[0], BEGIN, BEGIN.plus(length));
    }

    @Test
    void fresh_answer_is_replaced_at_half_of_its_time() {
        assertThat(StapleTimes.afterAnswer(staple(Duration.ofDays(7)), BEGIN))
                .isEqualTo(BEGIN.plus(Duration.ofHours(84)));
    }

    @Test
    void answer_that_was_signed_long_ago_is_asked_for_again_within_the_hour() {
        Instant late = BEGIN.plus(Duration.ofDays(5));

        assertThat(StapleTimes.afterAnswer(staple(Duration.ofDays(7)), late)).isEqualTo(late.plus(Duration.ofHours(1)));
    }

    @Test
    void failures_are_repeated_ever_more_seldom() {
        assertThat(StapleTimes.afterFailure(1, null, BEGIN)).isEqualTo(BEGIN.plusSeconds(5));
        assertThat(StapleTimes.afterFailure(4, null, BEGIN)).isEqualTo(BEGIN.plusSeconds(40));
        assertThat(StapleTimes.afterFailure(1000, null, BEGIN)).isEqualTo(BEGIN.plus(Duration.ofHours(1)));
    }

    @Test
    void near_the_end_of_what_is_shown_failures_are_repeated_soon() {
        Instant nearly = BEGIN.plus(Duration.ofMinutes(56));

        assertThat(StapleTimes.afterFailure(1000, staple(Duration.ofHours(1)), nearly))
                .isEqualTo(nearly.plus(Duration.ofMinutes(1)));
        assertThat(StapleTimes.afterFailure(1000, staple(Duration.ofHours(1)), BEGIN.plus(Duration.ofHours(2))))
                .isEqualTo(BEGIN.plus(Duration.ofHours(3)));
    }
}
