package tandem.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks a command that the operator has written: program first, then its arguments, no shell. */
final class CommandChecks {
    private CommandChecks() {}

    static void check(List<String> command, String key, Places places, Report report) {
        if (command.isEmpty()) {
            return;
        }
        String program = command.get(0);
        if (program.isBlank()) {
            report.error(places.of(key), key, "names no program");
            return;
        }
        Path file = Path.of(program);
        if (!file.isAbsolute()) {
            String hint = program.indexOf(' ') >= 0
                    ? "; no shell takes it apart: write a list, for example [" + String.join(", ", program.split(" +"))
                            + "]"
                    : "; a node does not look for programs";
            report.error(places.of(key), key, "'" + program + "' is not an absolute path" + hint);
        } else if (program.indexOf(' ') >= 0 && command.size() == 1 && !Files.exists(file)) {
            report.error(
                    places.of(key),
                    key,
                    "there is no program '" + program + "'; no shell takes it apart: write a list, for example ["
                            + String.join(", ", program.split(" +")) + "]");
        } else if (!Files.isExecutable(file)) {
            report.warning(
                    places.of(key),
                    key,
                    program + " does not exist on this machine or may not be executed; until it is there, each call"
                            + " fails");
        }
    }
}
