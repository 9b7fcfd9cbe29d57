package tandem.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ByteSizeTest {
    @Test
    void text_is_read_back() {
        for (String text : new String[] {"0B", "1500B", "8KiB", "3MiB", "2GiB"}) {
            assertThat(ByteSize.parse(text)).hasToString(text);
        }
        assertThat(ByteSize.parse("1024kib").bytes()).isEqualTo(1 << 20);
    }

    @Test
    void number_without_unit_and_unknown_units_are_refused() {
        for (String text : new String[] {"8", "KiB", "8KB", "-1B", "1.5MiB", "12345678901B"}) {
            assertThatThrownBy(() -> ByteSize.parse(text))
                    .as(text)
                    .hasMessage("'" + text + "' is not a size such as 512B, 8KiB or 1MiB");
        }
    }
}
