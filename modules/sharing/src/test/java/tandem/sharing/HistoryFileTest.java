package tandem.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.port.Outcome;
import tandem.core.status.Event;

class HistoryFileTest {
    private static final List<Event> TWO = List.of(
            new Event("lb1", 11, 1, 100, "takeover", "lb1 took over", Map.of("from", "lb2", "tookMillis", "41.2")),
            new Event("lb2", 12, 7, 90, "member", "app/a is down", Map.of()));

    @TempDir
    Path directory;

    @Test
    void what_was_saved_is_read_by_the_next_start_in_its_order() {
        Outcome saved = new HistoryFile(directory).save(TWO);

        assertThat(saved).isInstanceOf(Outcome.Done.class);
        assertThat(new HistoryFile(directory).load()).isEqualTo(new HistoryFile.Loaded(TWO, ""));
    }

    @Test
    void a_damaged_file_is_kept_aside_and_the_history_begins_anew() throws IOException {
        Files.writeString(directory.resolve("history"), "tandem history 9\nfrom the future, with enough bytes");

        HistoryFile.Loaded loaded = new HistoryFile(directory).load();

        assertThat(loaded.events()).isEmpty();
        assertThat(loaded.problem())
                .contains(directory.resolve("history") + " is damaged")
                .contains("kept as " + directory.resolve("history.corrupt"));
    }

    @Test
    void a_directory_that_cannot_be_written_is_refused_with_the_remedy() throws IOException {
        Path blocked = Files.createFile(directory.resolve("a-file"));

        Outcome outcome = new HistoryFile(blocked).save(TWO);

        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(outcome.sentence()).contains(blocked + "/history").contains("has room");
    }
}
