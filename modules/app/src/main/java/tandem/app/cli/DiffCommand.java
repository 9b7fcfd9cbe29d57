package tandem.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tandem.admin.client.AdminClient;
import tandem.app.ExitCode;
import tandem.core.status.ConfigComparison;

/** {@code tandem diff}. */
@Command(
        name = "diff",
        description = {
            "Show what a reload would change: the configuration in force on a node beside what its file says now.",
            "Exits 0 if they are the same, 1 if they differ, 78 if the file is broken."
        })
final class DiffCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        int[] code = {ExitCode.OK};
        int asked = Asking.node(spec, admin.url(), AdminClient::configuration, answer -> {
            if (output.table()) {
                show(answer.comparison());
            } else {
                spec.commandLine().getOut().print(output.of(answer.json()));
            }
            code[0] = switch (answer.comparison().state()) {
                case "same" -> ExitCode.OK;
                case "broken" -> ExitCode.CONFIGURATION;
                default -> ExitCode.DIFFERENT;
            };
        });
        return asked == ExitCode.OK ? code[0] : asked;
    }

    private void show(ConfigComparison comparison) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        err.print(comparison.findings());
        err.flush();
        if (!comparison.state().equals("broken")) {
            String diff = LineDiff.of("in force", comparison.inForce(), "file", comparison.file());
            out.print(DiffText.of(diff, OutputOption.colours()));
            if (!comparison.restart().isEmpty()) {
                err.println("tandem: these wait for a restart: " + String.join(", ", comparison.restart()));
            }
        }
    }
}
