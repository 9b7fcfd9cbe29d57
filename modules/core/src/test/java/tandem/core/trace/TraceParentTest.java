package tandem.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String EXAMPLE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void the_example_of_the_standard_is_read_and_written() {
        TraceParent read = TraceParent.read(EXAMPLE);

        assertThat(read).isNotNull();
        assertThat(read.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(read.spanId()).isEqualTo("b7ad6b7169203331");
        assertThat(read.sampled()).isTrue();
        assertThat(read.text()).isEqualTo(EXAMPLE);
    }

    @Test
    void what_the_caller_does_not_record_is_not_sampled() {
        assertThat(TraceParent.read(EXAMPLE.replace("-01", "-02")).sampled()).isFalse();
        assertThat(TraceParent.read(EXAMPLE.replace("-01", "-03")).sampled()).isTrue();
    }

    @Test
    void it_is_found_within_other_bytes() {
        byte[] bytes = ("x" + EXAMPLE + "y").getBytes(java.nio.charset.StandardCharsets.US_ASCII);

        assertThat(TraceParent.read(bytes, 1, bytes.length - 1)).isEqualTo(TraceParent.read(EXAMPLE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more"
            })
    void what_is_not_valid_says_nothing(String text) {
        assertThat(TraceParent.read(text)).isNull();
    }

    @Test
    void of_a_later_version_counts_what_this_one_has() {
        assertThat(TraceParent.read("01" + EXAMPLE.substring(2) + "-more")).isEqualTo(TraceParent.read(EXAMPLE));
    }

    @Test
    void an_id_of_zero_cannot_be_made() {
        assertThatThrownBy(() -> new TraceParent(0, 0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TraceParent(1, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
