package tandem.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.Option;
import tandem.admin.json.YamlText;

/** How a command prints what it was told. */
final class OutputOption {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json|yaml",
            defaultValue = "table",
            description =
                    "How to print it (default: ${DEFAULT-VALUE}); json is what the API answers, yaml the same as YAML.")
    private Form form = Form.TABLE;

    enum Form {
        /** For people; only its meaning is stable. */
        TABLE,
        JSON,
        YAML
    }

    boolean table() {
        return form == Form.TABLE;
    }

    boolean json() {
        return form == Form.JSON;
    }

    /** An answer of the API as it is to be printed, its last line ended; not for tables. */
    String of(String json) {
        String ended = json.endsWith("\n") ? json : json + "\n";
        return form == Form.YAML ? YamlText.of(json) : ended;
    }

    /** Whether output goes to a terminal that shows colours, and nobody asked for none (NO_COLOR, CLICOLOR=0). */
    static boolean colours() {
        return CommandLine.Help.Ansi.AUTO.enabled();
    }
}
