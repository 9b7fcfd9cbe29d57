package tandem.app.cli;

import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** A difference for a terminal: what is taken out in red, what is put in in green. */
final class DiffText {
    private DiffText() {}

    static String of(String diff, boolean colours) {
        return colours ? diff.lines().map(line -> painted(line) + "\n").collect(Collectors.joining()) : diff;
    }

    private static String painted(String line) {
        String style = line.startsWith("-") ? "fg(red)" : line.startsWith("+") ? "fg(green)" : "";
        return style.isEmpty()
                ? line
                : Ansi.Style.on(Ansi.Style.parse(style)) + line + Ansi.Style.off(Ansi.Style.reset);
    }
}
