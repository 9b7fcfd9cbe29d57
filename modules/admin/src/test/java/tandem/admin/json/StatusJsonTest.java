package tandem.admin.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.admin.Golden;
import tandem.admin.Statuses;
import tandem.core.status.PairStatus;

class StatusJsonTest {
    @Test
    void status_looks_as_documented() throws IOException {
        String json = StatusJson.write(Statuses.healthy());

        Golden.check(Path.of("src/test/resources/tandem/admin/status.json"), json);
    }

    @Test
    void what_is_unknown_is_null() {
        String json = StatusJson.write(Statuses.with(List.of()));

        assertThat(json).contains("\"since\" : null", "\"sinceEpochMillis\" : null", "\"lagMillis\" : null");
    }

    @Test
    void reading_gives_back_what_was_written() {
        PairStatus pair = Statuses.healthy();
        PairStatus single = Statuses.with(List.of());

        assertThat(StatusReader.read(StatusJson.write(pair))).contains(pair);
        assertThat(StatusReader.read(StatusJson.write(single))).contains(single);
    }

    @Test
    void fields_of_a_newer_node_are_skipped() {
        String json = StatusJson.write(Statuses.healthy()).replaceFirst("\\{", "{\"novel\": [1],");

        assertThat(StatusReader.read(json)).contains(Statuses.healthy());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "{}", "<html>", "{\"node\": \"lb1\", \"nodes\": [{\"role\": \"novel\"}]}"})
    void anything_else_is_no_status(String text) {
        assertThat(StatusReader.read(text)).isEmpty();
    }
}
