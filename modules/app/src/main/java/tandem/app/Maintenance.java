package tandem.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;

/**
 * Whether an operator wants this node to hold no virtual address, and who and why; kept in the file {@value #NAME} of the state
 * directory, so that a restart does not end it. It names its node: a state directory that is copied to another puts that one into no
 * maintenance. Any thread; one command at a time.
 */
final class Maintenance {
    static final String NAME = "maintenance";

    private static final int LINES = 3;

    private final Path file;
    private final String node;
    private final NodeClock clock;
    private final EventLog events;
    private volatile Optional<Record> record;

    private record Record(long atEpochMillis, String author, String comment) {}

    /** Reads what an earlier life kept; a file that is there but cannot be read counts, for the safer side. */
    Maintenance(Path stateDirectory, String node, NodeClock clock, EventLog events) {
        this.file = stateDirectory.resolve(NAME);
        this.node = node;
        this.clock = clock;
        this.events = events;
        this.record = Files.exists(file) ? read() : Optional.empty();
    }

    /** Whether this node is to hold nothing. */
    boolean on() {
        return record.isPresent();
    }

    /** Since when, by whom and why, for the status; empty outside maintenance. */
    List<String> sentences() {
        return record
                .map(known -> node + " is in maintenance since " + time(known.atEpochMillis) + " by " + known.author
                        + (known.comment.isEmpty() ? "" : ": " + known.comment)
                        + "; it takes no virtual address until `tandem maintenance off`")
                .stream()
                .toList();
    }

    /** Begins or ends it; what this node holds moves first, and where it cannot, nothing changes. */
    synchronized CompletionStage<Outcome> ask(boolean wanted, String author, String comment, Ownership ownership) {
        return wanted ? begin(new Record(clock.epochMillis(), author, comment), ownership) : end(author, ownership);
    }

    private CompletionStage<Outcome> begin(Record asked, Ownership ownership) {
        Optional<Record> before = record;
        try {
            write(asked);
        } catch (IOException e) {
            return CompletableFuture.completedFuture(new Outcome.Refused("maintenance would not outlive a restart: "
                    + file + " could not be written (" + e + "); make room or correct state-directory"));
        }
        record = Optional.of(asked);
        return ownership.maintenance(true).thenApply(outcome -> {
            if (outcome instanceof Outcome.Refused) {
                record = before;
                if (before.isEmpty()) {
                    forget();
                }
            } else {
                events.info(NAME, sentences().getFirst());
            }
            return outcome;
        });
    }

    private CompletionStage<Outcome> end(String author, Ownership ownership) {
        boolean was = on();
        Optional<String> left = forget();
        record = Optional.empty();
        return ownership.maintenance(false).thenApply(outcome -> {
            if (was && outcome instanceof Outcome.Done) {
                events.info(NAME, node + " is in maintenance no more, by " + author);
            }
            return left.<Outcome>map(Outcome.Refused::new).orElse(outcome);
        });
    }

    /** Why the file is still there; empty if it is not. */
    private Optional<String> forget() {
        try {
            Files.deleteIfExists(file);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("maintenance is over, but would begin again with a restart: " + file
                    + " could not be removed (" + e + ")");
        }
    }

    private Optional<Record> read() {
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            if (lines.size() > LINES && !lines.get(LINES).equals(node)) {
                events.warn(
                        NAME,
                        file + " puts " + lines.get(LINES) + " into maintenance, not " + node
                                + ": the state directory was copied; it does not count here, remove the file");
                return Optional.empty();
            }
            if (lines.size() >= LINES) {
                return Optional.of(new Record(Long.parseLong(lines.get(0)), lines.get(1), lines.get(2)));
            }
        } catch (IOException | NumberFormatException e) {
            events.warn(NAME, file + " cannot be read (" + e + "); it counts all the same");
        }
        return Optional.of(new Record(clock.epochMillis(), "an unreadable " + file, ""));
    }

    private void write(Record asked) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(NAME + ".new");
        Files.write(
                fresh,
                List.of(String.valueOf(asked.atEpochMillis), asked.author, asked.comment, node),
                StandardCharsets.UTF_8);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Instant time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).truncatedTo(ChronoUnit.SECONDS);
    }
}
