package tandem.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServletPathTest {
    @ParameterizedTest
    @CsvSource({
        "/docs, /docs, 5, ''",
        "/docs/x, /docs/x, 5, /x",
        "/docs;a=b/x;c, /docs/x, 5, ;a=b/x;c",
        "/docs/a/..;/x, /docs/x, 5, /x",
        "/docs/..;v/other, /other, 1, other",
        "/..;/..;/x, /x, 1, x",
        "/docs/.;x, /docs/, 5, /",
        "/;a/x, //x, 1, ;a/x",
    })
    void parameters_are_kept_and_compare_as_nothing(String decoded, String compared, int matched, String rest) {
        ServletPath path = ServletPath.of(decoded);

        assertThat(path.compared()).isEqualTo(compared);
        assertThat(path.after(matched)).isEqualTo(rest);
    }
}
