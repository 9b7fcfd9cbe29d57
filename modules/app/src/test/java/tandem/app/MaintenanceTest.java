package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.status.Role;

class MaintenanceTest {
    @TempDir
    private Path directory;

    @Test
    void maintenance_outlives_a_restart_with_who_and_why() {
        ask(maintenance(), true, new Outcome.Done("moved"));

        Maintenance restarted = maintenance();

        assertThat(restarted.on()).isTrue();
        assertThat(restarted.sentences())
                .singleElement()
                .asString()
                .matches("lb1 is in maintenance since \\S+Z by ann: new memory; it takes no virtual address until .*");
    }

    @Test
    void maintenance_that_was_refused_leaves_nothing() {
        Maintenance maintenance = maintenance();

        ask(maintenance, true, new Outcome.Refused("no other node could take them"));

        assertThat(maintenance.on()).isFalse();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void maintenance_that_is_over_does_not_come_back_with_a_restart() {
        Maintenance maintenance = maintenance();
        ask(maintenance, true, new Outcome.Done("moved"));

        ask(maintenance, false, new Outcome.Done("may hold again"));

        assertThat(maintenance.sentences()).isEmpty();
        assertThat(maintenance().on()).isFalse();
    }

    @Test
    void state_directory_copied_from_another_node_puts_this_one_into_no_maintenance() {
        ask(maintenance(), true, new Outcome.Done("moved"));

        EventLog events = new EventLog("lb2", NodeClock.SYSTEM, List.of());
        Maintenance copied = new Maintenance(directory, "lb2", NodeClock.SYSTEM, events);

        assertThat(copied.on()).isFalse();
        assertThat(events.newest())
                .singleElement()
                .satisfies(event -> assertThat(event.text())
                        .endsWith(
                                "maintenance puts lb1 into maintenance, not lb2: the state directory was copied; it does"
                                        + " not count here, remove the file"));
        assertThat(maintenance().on()).isTrue();
    }

    @Test
    void file_of_a_version_that_did_not_name_its_node_counts() throws IOException {
        Files.writeString(directory.resolve(Maintenance.NAME), "1700000000000\nann\nnew memory\n");

        assertThat(maintenance().sentences()).singleElement().asString().contains(" by ann: new memory");
    }

    @Test
    void an_unreadable_file_counts() throws IOException {
        Files.writeString(directory.resolve(Maintenance.NAME), "?");

        assertThat(maintenance().on()).isTrue();
    }

    private static void ask(Maintenance maintenance, boolean on, Outcome outcome) {
        assertThat(maintenance.ask(on, "ann", "new memory", new FakeOwnership(outcome)))
                .isCompletedWithValue(outcome);
    }

    private Maintenance maintenance() {
        return new Maintenance(directory, "lb1", NodeClock.SYSTEM, new EventLog("lb1", NodeClock.SYSTEM, List.of()));
    }

    /** Answers everything alike. */
    private record FakeOwnership(Outcome outcome) implements Ownership {
        @Override
        public OwnershipStatus status() {
            throw new UnsupportedOperationException("maintenance asks for no status");
        }

        @Override
        public Role role() {
            return Role.ACTIVE;
        }

        @Override
        public CompletionStage<Outcome> switchover(Switchover asked) {
            return CompletableFuture.completedFuture(outcome);
        }

        @Override
        public CompletionStage<Outcome> maintenance(boolean on) {
            return CompletableFuture.completedFuture(outcome);
        }

        @Override
        public CompletionStage<Outcome> stepDown() {
            return CompletableFuture.completedFuture(outcome);
        }

        @Override
        public void close() {}
    }
}
