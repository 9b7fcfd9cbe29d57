package tandem.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code -Dtandem.regenerate=true} writes the files instead. */
class CommandReferenceTest {
    private static final Path ROOT = Path.of("../..");

    @Test
    void the_committed_reference_and_manual_are_made_from_the_commands() throws IOException {
        for (Map.Entry<String, String> file : CommandReference.all().entrySet()) {
            Path path = ROOT.resolve(file.getKey());
            if (Boolean.getBoolean("tandem.regenerate")) {
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            assertThat(path).as("regenerate with -Dtandem.regenerate=true").hasContent(file.getValue());
        }
    }

    @Test
    void every_command_that_lists_something_prints_it_as_table_json_and_yaml() {
        String page = CommandReference.all().get("docs/reference/cli.md");

        for (String command : new String[] {"status", "events", "report", "explain", "config", "diff", "apply"}) {
            String section = page.split("\n## tandem " + command + "\n", 2)[1].split("\n## ", 2)[0];
            assertThat(section).as(command).contains("table\\|json\\|yaml");
        }
    }
}
