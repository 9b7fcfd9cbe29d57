package tandem.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.admin.client.AdminClient;
import tandem.app.ExitCode;

/** {@code tandem config}. */
@Command(
        name = "config",
        description = {
            "Print the configuration that a node balances by, as YAML, without operators' settings.",
            "It is whole: what the file leaves out stands there with its default's meaning."
        })
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Option(names = "--file", description = "What the node's file says now instead, as a reload would read it.")
    private boolean file;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (AdminClient client = Asking.client(spec, admin.url())) {
            int[] code = {ExitCode.OK};
            int asked = Asking.answer(spec, client.configuration(), answer -> {
                if (!output.table()) {
                    out.print(output.of(answer.json()));
                } else if (file && answer.comparison().file().isEmpty()) {
                    spec.commandLine().getErr().print(answer.comparison().findings());
                    code[0] = ExitCode.CONFIGURATION;
                } else {
                    out.print(
                            file
                                    ? answer.comparison().file()
                                    : answer.comparison().inForce());
                }
            });
            return asked == ExitCode.OK ? code[0] : asked;
        }
    }
}
