package tandem.core.rule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.core.config.ErrorPageConfig;
import tandem.core.config.ErrorStatus;

/** Which page is shown for which status. */
class ErrorPagesTest {
    private static ErrorPageConfig page(String status, String text) {
        return new ErrorPageConfig(
                ErrorStatus.parse(status), text, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static String shown(ErrorPages pages, int status) {
        OwnPage page = pages.find(status);
        return page == null ? "none" : new String(page.body(), UTF_8);
    }

    @Test
    void status_of_its_own_wins_over_its_class_wherever_it_stands() {
        ErrorPages pages = ErrorPages.of(List.of(page("503", "café"), page("5xx", "five")), true);

        assertThat(shown(pages, 503)).isEqualTo("café");
        assertThat(shown(pages, 502)).isEqualTo("five");
        assertThat(shown(pages, 404)).isEqualTo("none");
        assertThat(pages.find(503).contentType()).isEqualTo("text/html; charset=utf-8");
    }
}
