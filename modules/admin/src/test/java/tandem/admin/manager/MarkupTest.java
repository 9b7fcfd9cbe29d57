package tandem.admin.manager;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MarkupTest {
    // What apr_strfsize makes of them.
    @ParameterizedTest
    @CsvSource({
        "0, '  0 '",
        "972, '972 '",
        "973, 1.0K",
        "1024, 1.0K",
        "1536, 1.5K",
        "10188, 9.9K",
        "10189, ' 10K'",
        "10240, ' 10K'",
        "48128, ' 47K'",
        "995328, '972K'",
        "996352, 1.0M",
        "1048576, 1.0M",
        "10737418240, ' 10G'",
        "9223372036854775807, 8.0E",
    })
    void sizes_have_four_characters(long bytes, String expected) {
        assertThat(Markup.size(bytes)).isEqualTo(expected);
    }

    @Test
    void nothing_leaves_its_attribute_or_its_query() {
        assertThat(Markup.escaped("<a href=\"x\" id='y'>&é\n"))
                .isEqualTo("&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&#233;&#10;");
        assertThat(Markup.inQuery("http://h:1/a?b&c=d %é")).isEqualTo("http://h:1/a%3Fb%26c%3Dd%20%25%C3%A9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"w=a%2Fb | a/b", "w=a+b | a+b", "w=a=b | a=b", "w=%zz | -", "w=%0a | -", "x&w=1&w=2 | 2"})
    void parameters_are_decoded_once_and_a_plus_is_no_blank(String text, String expected) {
        assertThat(Parameters.parse(text).textOr("w", "-")).isEqualTo(expected);
    }
}
