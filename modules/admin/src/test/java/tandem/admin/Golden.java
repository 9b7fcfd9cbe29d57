package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares a text with a committed file; {@code -Dtandem.regenerate=true} writes the file instead. */
public final class Golden {
    private Golden() {}

    public static void check(Path file, String text) throws IOException {
        if (Boolean.getBoolean("tandem.regenerate")) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        }
        assertThat(file)
                .as("run the test with -Dtandem.regenerate=true to write it")
                .exists();
        assertThat(text)
                .as("differs from " + file + "; if that is meant, run the test with -Dtandem.regenerate=true")
                .isEqualTo(Files.readString(file));
    }
}
