package tandem.identity.acme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tandem.core.acme.Renewal.Failures;
import tandem.core.port.Outcome;

/**
 * The orders that failed, on this node's disk: one that is restarted over and over asks an authority no more often for it. A file that
 * cannot be read is none. One thread at a time.
 */
public final class AttemptsFile {
    private static final String NAME = "attempts";
    private static final int FIELDS = 6;

    private final Path directory;

    /** @param stateDirectory made when something is saved, if it does not exist */
    public AttemptsFile(Path stateDirectory) {
        this.directory = stateDirectory.resolve("acme");
    }

    /**
     * What failed.
     *
     * @param name what the certificate would be kept by
     * @param config how it was ordered; with another configuration the failures mean nothing
     */
    public record Attempt(String name, String config, Failures failures) {}

    /** What was saved last; empty if nothing can be read. */
    public List<Attempt> load() {
        List<Attempt> attempts = new ArrayList<>();
        try {
            Path file = directory.resolve(NAME);
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                String[] fields = line.split("\t", -1);
                if (fields.length == FIELDS) {
                    attempts.add(attempt(fields));
                }
            }
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return List.of();
        }
        return attempts;
    }

    private static Attempt attempt(String[] fields) {
        Optional<Instant> notBefore = fields[3].isEmpty() ? Optional.empty() : Optional.of(Instant.parse(fields[3]));
        return new Attempt(
                fields[0],
                fields[5],
                new Failures(Integer.parseInt(fields[1]), Instant.parse(fields[2]), notBefore, fields[4]));
    }

    /** Replaces what is stored. */
    public Outcome save(Collection<Attempt> attempts) {
        StringBuilder text = new StringBuilder();
        for (Attempt attempt : attempts) {
            Failures failures = attempt.failures();
            text.append(String.join(
                            "\t",
                            attempt.name(),
                            String.valueOf(failures.count()),
                            failures.last().toString(),
                            failures.notBefore().map(Instant::toString).orElse(""),
                            plain(failures.reason()),
                            plain(attempt.config())))
                    .append('\n');
        }
        try {
            PrivateFile.write(directory, NAME, text.toString());
            return new Outcome.Done("");
        } catch (IOException e) {
            return new Outcome.Refused("failed orders are not remembered over a restart: " + directory.resolve(NAME)
                    + " could not be written (" + e + ")");
        }
    }

    private static String plain(String text) {
        return text.replaceAll("[\\t\\r\\n]", " ");
    }
}
