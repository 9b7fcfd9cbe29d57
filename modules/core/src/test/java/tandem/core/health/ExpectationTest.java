package tandem.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExpectationTest {
    private static final ProbeAnswer ANSWER =
            new ProbeAnswer(204, Map.of("x-load", "7", "content-type", "text/plain"), "status: UP\nUnder load");

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', textBlock = """
        status == 204                                       @ true
        status == 200                                       @ false
        status < 400 && status >= 200                       @ true
        %{REQUEST_STATUS} =~ /^[23]/                        @ true
        %{REQUEST_STATUS} -eq 204                           @ true
        %{REQUEST_STATUS} ge 300                            @ false
        hc('body') =~ /UP/                                  @ true
        hc('body') !~ /Under maintenance/                   @ true
        %{HC_BODY} =~ m#status: up#i                        @ true
        body =~ /up/                                        @ false
        resp('X-Load') -lt 10                               @ true
        header("x-load") == 7                               @ true
        header('x-load') < 10                               @ true
        %{resp:Content-Type} -strmatch 'text/*'             @ true
        -z resp('X-Missing')                                @ true
        -n resp('X-Missing') || ! (status == 204)           @ false
        status in { 200, 204 }                              @ true
        status in { '200' }                                 @ false
        "%{REQUEST_STATUS}/" . 'a' == '204/a'               @ true
        tolower(body) =~ /under\\/?\\sload/                   @ true
        true && !false                                      @ true
        !(status != 204)                                    @ true
        """)
    void condition_is_judged_as_apache_does(String text, boolean met) {
        assertThat(Expectation.parse(text).met(ANSWER)).isEqualTo(met);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', textBlock = """
        ``                     @ at character 1: expected a value, found the end
        status                 @ at character 7: expected a comparison
        status == 200 &&       @ expected a value, found the end
        status == 200 body     @ at character 15: expected the end, && or ||
        body =~ UP             @ expected /REGEX/
        body =~ /(/            @ a regular expression (Unclosed group)
        body =~ /a/x           @ expected the flags i, s or m
        (status == 200         @ expected )
        'abc                   @ expected a closing '
        req('Host') == 'x'     @ names req at character 1, which a probe does not know
        %{TIME} == 1           @ names TIME at character 1
        """)
    void what_cannot_be_understood_is_named_with_its_place(String text, String part) {
        assertThatThrownBy(() -> Expectation.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(part);
    }
}
