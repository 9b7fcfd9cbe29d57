package tandem.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which media types are compressed. */
class CompressionConfigTest {
    private static CompressionConfig of(String... types) {
        return new CompressionConfig(true, List.of(types), ByteSize.kib(1), 5);
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, text/html, true",
        "Text/HTML, text/html, true",
        "text/html, text/plain, false",
        "text/*, text/event-stream, true",
        "text/*, application/json, false",
        "*/*, application/octet-stream, true",
        "*/*, '', true",
        "*/*, image/png, false",
        "*/*, video/mp4, false",
        "*/*, application/grpc, false",
        "application/*, application/grpc+proto, false",
        "application/grpc, application/grpc, false",
        "image/*, image/svg+xml, true",
        "image/*, image/jpeg, false",
        "image/png, image/png, true"
    })
    void types_cover_what_they_say_but_what_is_packed_and_grpc(String type, String mediaType, boolean covered) {
        assertThat(of(type).covers(200, mediaType)).isEqualTo(covered);
    }

    @Test
    void other_statuses_than_200_are_covered_only_where_every_type_is() {
        assertThat(of("text/html", "text/*").covers(404, "text/html")).isFalse();
        assertThat(of("*/*").covers(404, "text/html")).isTrue();
    }

    @Test
    void words_that_are_no_media_types_are_refused() {
        assertThatThrownBy(() -> of("text/html", "html"))
                .hasMessage("types: 'html' is not a media type such as text/html, text/* or */*");
        assertThatThrownBy(() -> of("*/html")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> of("text/html; charset=utf-8")).isInstanceOf(IllegalArgumentException.class);
    }
}
