package tandem.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statuses an error page is for. */
class ErrorStatusTest {
    @Test
    void one_status_or_a_class_is_read_and_written() {
        assertThat(ErrorStatus.parse("503")).isEqualTo(ErrorStatus.of(503)).hasToString("503");
        assertThat(ErrorStatus.parse("5xx"))
                .isEqualTo(new ErrorStatus(500, 599))
                .hasToString("5xx");
        assertThat(ErrorStatus.parse("4XX").covers(499)).isTrue();
        assertThat(ErrorStatus.parse("4xx").covers(500)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "200", "3xx", "600", "50x", "5", "50 3"})
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> ErrorStatus.parse(text))
                .hasMessage("'" + text + "' is not a status in 400..599, 4xx or 5xx");
    }
}
