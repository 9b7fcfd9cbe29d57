package tandem.app.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes docs/reference/cli.md and the manual page tandem(1) from the commands themselves. */
final class CommandReference {
    private static final String ENVIRONMENT = "TANDEM_ADMIN: the node that commands ask, where --admin names none."
            + " NO_COLOR: no colours, which are only used on a terminal anyway. TANDEM_JAVA_HOME, TANDEM_JAVA_OPTS: the Java"
            + " that runs it, and further options of it.";

    private final CommandLine whole = CommandLineRoot.whole();

    /** The text of each file by its name from the project's root. */
    static Map<String, String> all() {
        CommandReference reference = new CommandReference();
        return Map.of(
                "docs/reference/cli.md", reference.markdown(),
                "modules/app/src/main/distribution/share/man/man1/tandem.1", reference.manual());
    }

    private record Entry(String name, CommandSpec spec) {}

    /** Every command that is shown, its subcommands after it. */
    private List<Entry> commands() {
        return whole.getSubcommands().entrySet().stream()
                .map(command -> new Entry(command.getKey(), command.getValue().getCommandSpec()))
                .filter(entry -> !entry.spec().usageMessage().hidden())
                .flatMap(entry -> Stream.concat(
                        Stream.of(entry),
                        entry.spec().subcommands().entrySet().stream()
                                .map(below -> new Entry(
                                        entry.name() + " " + below.getKey(),
                                        below.getValue().getCommandSpec()))))
                .toList();
    }

    private String markdown() {
        StringBuilder text = new StringBuilder("""
                # Commands

                Made from the code by CommandReferenceTest; do not edit. `man ./share/man/man1/tandem.1` in the distribution is the same.

                """);
        commands()
                .forEach(entry -> text.append("- [`tandem ")
                        .append(entry.name())
                        .append("`](#tandem-")
                        .append(entry.name().replace(' ', '-'))
                        .append(")\n"));
        text.append("\n## Exit codes\n\n| Code | Means |\n|---|---|\n");
        exitCodes()
                .forEach((code, meaning) -> text.append("| ")
                        .append(code)
                        .append(" | ")
                        .append(meaning)
                        .append(" |\n"));
        text.append("\n## Environment\n\n").append(ENVIRONMENT).append('\n');
        for (Entry entry : commands()) {
            text.append("\n## tandem ").append(entry.name()).append("\n\n");
            text.append(description(entry.spec())).append("\n\n```\n");
            text.append(synopsis(entry)).append("\n```\n");
            if (!rows(entry.spec()).isEmpty()) {
                text.append("\n| Argument | Meaning |\n|---|---|\n");
                rows(entry.spec())
                        .forEach(row -> text.append("| `")
                                .append(row.term().replace("|", "\\|"))
                                .append("` | ")
                                .append(row.meaning().replace("|", "\\|"))
                                .append(" |\n"));
            }
        }
        return text.toString();
    }

    private String manual() {
        StringBuilder text = new StringBuilder(".\\\" Made from the code by CommandReferenceTest; do not edit.\n");
        text.append(".TH TANDEM 1\n.SH NAME\ntandem \\- an HTTP load balancer without a single point of failure\n");
        text.append(".SH SYNOPSIS\n.B tandem\n.I COMMAND\n[\\fIARGUMENT\\fR...]\n.SH COMMANDS\n");
        for (Entry entry : commands()) {
            text.append(".SS ").append(roff(synopsis(entry))).append('\n');
            text.append(roff(description(entry.spec()))).append('\n');
            rows(entry.spec())
                    .forEach(row -> text.append(".TP\n\\fB")
                            .append(roff(row.term()))
                            .append("\\fR\n")
                            .append(roff(row.meaning()))
                            .append('\n'));
        }
        text.append(".SH EXIT STATUS\n");
        exitCodes()
                .forEach((code, meaning) -> text.append(".TP\n\\fB")
                        .append(code)
                        .append("\\fR\n")
                        .append(roff(meaning))
                        .append('\n'));
        return text.append(".SH ENVIRONMENT\n")
                .append(roff(ENVIRONMENT))
                .append('\n')
                .toString();
    }

    private Map<String, String> exitCodes() {
        return whole.getCommandSpec().usageMessage().exitCodeList();
    }

    private static String description(CommandSpec spec) {
        return String.join(" ", spec.usageMessage().description());
    }

    /** The command with its arguments, on one line. */
    private static String synopsis(Entry entry) {
        CommandLine.Help help = entry.spec().commandLine().getHelp();
        return help.synopsis(0).strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private record Row(String term, String meaning) {}

    private static List<Row> rows(CommandSpec spec) {
        Stream<Row> parameters = spec.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .map(parameter -> new Row(parameter.paramLabel(), meaning(parameter)));
        Stream<Row> options = spec.options().stream()
                .filter(option -> !option.hidden() && !option.usageHelp())
                .map(option -> new Row(term(option), meaning(option)));
        return Stream.concat(parameters, options).toList();
    }

    private static String term(OptionSpec option) {
        String names = String.join(", ", option.names());
        return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
    }

    private static String meaning(OptionSpec option) {
        return String.join(" ", option.description())
                .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue()));
    }

    private static String meaning(PositionalParamSpec parameter) {
        return String.join(" ", parameter.description());
    }

    private static String roff(String text) {
        String safe = text.replace("\\", "\\e").replace("-", "\\-");
        return safe.lines()
                .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
                .collect(Collectors.joining("\n"))
                .strip();
    }
}
