package tandem.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectorFieldsTest {
    @Test
    void lines_are_fields_but_for_those_that_say_nothing() {
        assertThat(CollectorFields.parse("# the collector's\nAuthorization: Bearer a:b \n\nX-Scope-OrgID: shop\r\n"))
                .isEqualTo(Map.of("Authorization", "Bearer a:b", "X-Scope-OrgID", "shop"));
    }

    @ParameterizedTest
    @CsvSource({
        "no field here, line 1 is not NAME: VALUE",
        "A B: c, line 1 is not NAME: VALUE",
        "Token:, line 1: the value of Token is empty",
        "Content-Type: text/plain, line 1: Content-Type is set by Tandem"
    })
    void what_is_no_field_is_named_by_its_line(String text, String message) {
        assertThatThrownBy(() -> CollectorFields.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_message_never_shows_a_value() {
        assertThatThrownBy(() -> CollectorFields.parse("Token: secret\nToken: secret"))
                .hasMessage("line 2: Token is there twice");
    }
}
