package tandem.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.port.Outcome;
import tandem.core.setting.Setting;
import tandem.sharing.SettingsFile.Loaded;

class SettingsFileTest {
    private static final List<Setting> TWO =
            List.of(TestSettings.drained("node1", 1, "lb1"), TestSettings.drained("node2", 7, "lb2"));

    @TempDir
    Path directory;

    @Test
    void nothing_saved_reads_as_nothing() {
        assertThat(new SettingsFile(directory).load()).isEqualTo(new Loaded.Read(List.of()));
    }

    @Test
    void what_was_saved_is_read_by_the_next_start() {
        new SettingsFile(directory).save(TWO);

        assertThat(new SettingsFile(directory).load()).isEqualTo(new Loaded.Read(TWO));
    }

    @Test
    void a_missing_directory_is_made() {
        Path below = directory.resolve("var/lib/tandem");

        Outcome outcome = new SettingsFile(below).save(TWO);

        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        assertThat(new SettingsFile(below).load().settings()).isEqualTo(TWO);
    }

    @Test
    void a_save_that_was_cut_off_before_its_rename_leaves_the_old_content() throws IOException {
        SettingsFile file = new SettingsFile(directory);
        file.save(TWO);
        byte[] whole = Files.readAllBytes(directory.resolve("settings"));
        Files.write(directory.resolve("settings.new"), Arrays.copyOf(whole, whole.length / 2));

        Loaded afterCrash = new SettingsFile(directory).load();
        Outcome nextSave = file.save(TWO.subList(0, 1));

        assertThat(afterCrash).isEqualTo(new Loaded.Read(TWO));
        assertThat(nextSave).isInstanceOf(Outcome.Done.class);
        assertThat(file.load().settings()).isEqualTo(TWO.subList(0, 1));
    }

    @Test
    void a_file_cut_at_any_length_is_named_kept_aside_and_the_node_starts_empty() throws IOException {
        new SettingsFile(directory).save(TWO);
        byte[] whole = Files.readAllBytes(directory.resolve("settings"));

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            Files.write(directory.resolve("settings"), cut);

            Loaded loaded = new SettingsFile(directory).load();

            assertThat(loaded).as("length %d", length).isInstanceOf(Loaded.Unusable.class);
            assertThat(loaded.settings()).isEmpty();
            assertThat(directory.resolve("settings.corrupt")).hasBinaryContent(cut);
            assertThat(directory.resolve("settings")).doesNotExist();
        }
    }

    @Test
    void a_flip_of_any_bit_is_noticed() throws IOException {
        new SettingsFile(directory).save(TWO);
        byte[] whole = Files.readAllBytes(directory.resolve("settings"));

        for (int bit = 0; bit < whole.length * 8; bit += 3) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(directory.resolve("settings"), flipped);

            assertThat(new SettingsFile(directory).load()).as("bit %d", bit).isInstanceOf(Loaded.Unusable.class);
        }
    }

    @Test
    void the_problem_names_file_cause_and_where_it_is_kept() throws IOException {
        Files.writeString(directory.resolve("settings"), "tandem settings 9\nfrom the future, with enough bytes");

        Loaded loaded = new SettingsFile(directory).load();

        assertThat(((Loaded.Unusable) loaded).sentence())
                .contains(directory.resolve("settings") + " is damaged")
                .contains("does not begin with 'tandem settings 1' and may be of a newer version")
                .contains("kept as " + directory.resolve("settings.corrupt"));
    }

    @Test
    void a_directory_that_cannot_be_written_is_refused_with_the_remedy() throws IOException {
        Path blocked = Files.createFile(directory.resolve("a-file"));

        Outcome outcome = new SettingsFile(blocked).save(TWO);

        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(outcome.sentence()).contains(blocked + "/settings").contains("would not outlive a restart");
    }

    @Test
    void who_reads_while_another_saves_sees_one_whole_version() {
        SettingsFile writer = new SettingsFile(directory);
        writer.save(TWO);
        CompletableFuture<Void> saving = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 40; i++) {
                writer.save(i % 2 == 0 ? TWO.subList(0, 1) : TWO);
            }
        });

        while (!saving.isDone()) {
            assertThat(new SettingsFile(directory).load().settings()).isIn(TWO, TWO.subList(0, 1));
        }
        saving.join();
    }
}
