package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.failover.lease.Ballot;

class TermFileTest {
    @TempDir
    Path directory;

    @Test
    void what_waits_for_a_new_term_runs_when_it_is_on_disk() throws IOException {
        try (TermFile file = new TermFile(directory, "main")) {
            AtomicReference<String> found = new AtomicReference<>();

            file.save(new Ballot.Memory(7, 550), () -> found.set(onDisk()));

            await("the write").until(() -> found.get() != null);
            assertThat(found.get()).isEqualTo("15 550");
        }
    }

    @Test
    void the_terms_after_it_wait_for_nothing_and_the_next_are_written_ahead() {
        try (TermFile file = new TermFile(directory, "main")) {
            file.save(new Ballot.Memory(7, 550), () -> {});
            await("eight terms are written ahead").until(() -> onDisk().equals("15 550"));
            await("it is known").until(() -> runsAtOnce(file, new Ballot.Memory(12, 550)));

            await("the next are written ahead").until(() -> onDisk().equals("20 550"));
        }
    }

    @Test
    void a_longer_promise_and_a_term_further_on_wait_for_the_disk() {
        try (TermFile file = new TermFile(directory, "main")) {
            file.save(new Ballot.Memory(7, 550), () -> {});
            await("eight terms are written ahead").until(() -> onDisk().equals("15 550"));

            assertThat(runsAtOnce(file, new Ballot.Memory(12, 2650))).isFalse();
            assertThat(runsAtOnce(file, new Ballot.Memory(30, 2650))).isFalse();
        }
    }

    @Test
    void a_restart_finds_no_lower_term_than_was_granted() {
        try (TermFile file = new TermFile(directory, "main")) {
            file.save(new Ballot.Memory(7, 550), () -> {});
            await("eight terms are written ahead").until(() -> onDisk().equals("15 550"));
        }

        try (TermFile again = new TermFile(directory, "main")) {
            assertThat(again.load()).contains(new Ballot.Memory(15, 550));
            await("terms are written ahead again").until(() -> onDisk().equals("23 550"));
        }
    }

    private static boolean runsAtOnce(TermFile file, Ballot.Memory memory) {
        Thread caller = Thread.currentThread();
        boolean[] ran = new boolean[1];
        file.save(memory, () -> ran[0] |= Thread.currentThread() == caller);
        return ran[0];
    }

    private String onDisk() {
        try {
            Path terms = directory.resolve(TermFile.NAME);
            return Files.exists(terms) ? Files.readString(terms).strip() : "";
        } catch (IOException e) {
            return "";
        }
    }
}
