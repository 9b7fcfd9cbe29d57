package tandem.app.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish, which picocli does not write: commands, and the options of each. */
final class FishCompletion {
    private FishCompletion() {}

    static String of(CommandLine whole) {
        StringBuilder text = new StringBuilder("complete -c tandem -f\n");
        for (Map.Entry<String, CommandLine> command : whole.getSubcommands().entrySet()) {
            CommandSpec spec = command.getValue().getCommandSpec();
            if (spec.usageMessage().hidden()) {
                continue;
            }
            text.append("complete -c tandem -n __fish_use_subcommand -a ")
                    .append(command.getKey())
                    .append(" -d ")
                    .append(quoted(first(spec.usageMessage().description())))
                    .append('\n');
            spec.options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option -> option(command.getKey(), option, text));
        }
        return text.toString();
    }

    private static void option(String command, OptionSpec option, StringBuilder text) {
        String names = Arrays.stream(option.names())
                .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
                .collect(Collectors.joining());
        text.append("complete -c tandem -n '__fish_seen_subcommand_from ")
                .append(command)
                .append('\'')
                .append(names)
                .append(option.arity().max() > 0 ? (option.paramLabel().equals("FILE") ? " -r -F" : " -x") : "")
                .append(" -d ")
                .append(quoted(first(option.description())))
                .append('\n');
    }

    private static String first(String[] description) {
        return description.length == 0
                ? ""
                : description[0].replaceFirst("(?<=[.:;]) .*", "").replaceFirst("[.:;]$", "");
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
