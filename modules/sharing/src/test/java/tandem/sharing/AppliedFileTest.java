package tandem.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.apply.Applied;
import tandem.core.apply.Proposal;
import tandem.core.port.Outcome;

final class AppliedFileTest {
    private static final Applied APPLIED = new Applied(
            3, "anna", "more room", "lb1", 7, "ab", new Proposal(Proposal.Target.MAIN, "drain: 5s\n"), true);

    @TempDir
    private Path directory;

    @Test
    void what_was_saved_last_is_there_and_nothing_before() {
        AppliedFile file = new AppliedFile(directory.resolve("state"));
        assertThat(file.load()).isEqualTo(new AppliedFile.Loaded(Optional.empty(), ""));

        assertThat(file.save(APPLIED)).isInstanceOf(Outcome.Done.class);
        assertThat(file.save(APPLIED.ended())).isInstanceOf(Outcome.Done.class);

        assertThat(new AppliedFile(directory.resolve("state")).load())
                .isEqualTo(new AppliedFile.Loaded(Optional.of(APPLIED.ended()), ""));
    }

    @Test
    void damaged_file_is_kept_and_the_files_count() throws IOException {
        AppliedFile file = new AppliedFile(directory);
        file.save(APPLIED);
        byte[] bytes = Files.readAllBytes(directory.resolve("applied"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(directory.resolve("applied"), bytes);

        AppliedFile.Loaded loaded = file.load();

        assertThat(loaded.applied()).isEmpty();
        assertThat(loaded.problem()).contains("applied is damaged", "applied.corrupt", "the files count");
        assertThat(directory.resolve("applied.corrupt")).exists();
    }

    @Test
    void directory_that_cannot_be_written_is_told() throws IOException {
        Path blocked = Files.writeString(directory.resolve("blocked"), "a file");

        assertThat(new AppliedFile(blocked).save(APPLIED))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.sentence())
                                .contains(
                                        "revision 3 could not be stored in ",
                                        "it is in force until this node restarts"));
    }
}
