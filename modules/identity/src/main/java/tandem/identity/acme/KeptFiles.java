package tandem.identity.acme;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tandem.core.acme.Kept;

/**
 * The directory {@code acme} of the state directory: a PEM file for each certificate and account, readable by this process's user
 * alone. One thread at a time.
 */
final class KeptFiles {
    private static final String SUFFIX = ".pem";
    private static final Pattern FIRST_LINE = Pattern.compile("tandem made (\\d{1,18})\n");

    private final Path directory;

    KeptFiles(Path stateDirectory) {
        this.directory = stateDirectory.resolve("acme");
    }

    Path directory() {
        return directory;
    }

    /**
     * What is there.
     *
     * @param problems which files cannot be used and why, as sentences
     */
    record Found(List<Kept> kept, List<String> problems) {}

    Found load() {
        List<Kept> kept = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return new Found(kept, problems);
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(SUFFIX)) {
                    load(file, kept, problems);
                }
            }
        } catch (IOException e) {
            problems.add(directory + " cannot be read (" + e + ")");
        }
        return new Found(kept, problems);
    }

    private static void load(Path file, List<Kept> kept, List<String> problems) {
        try {
            String name = String.valueOf(file.getFileName());
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            Matcher first = FIRST_LINE.matcher(text);
            if (first.lookingAt()) {
                kept.add(new Kept(
                        name.substring(0, name.length() - SUFFIX.length()),
                        Long.parseLong(first.group(1)),
                        text.substring(first.end())));
            } else {
                problems.add(file + " does not begin with 'tandem made' and a time");
            }
        } catch (IOException | IllegalArgumentException e) {
            problems.add(file + " cannot be used (" + e + ")");
        }
    }

    /** @throws IOException if it could not be written; then the old content stands */
    void save(Kept kept) throws IOException {
        PrivateFile.write(
                directory, kept.name() + SUFFIX, "tandem made " + kept.madeEpochMillis() + "\n" + kept.text());
    }
}
