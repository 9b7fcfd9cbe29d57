package tandem.app.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.admin.client.AdminClient;
import tandem.admin.client.Reply;
import tandem.admin.client.ReportText;
import tandem.admin.json.ReportJson;
import tandem.app.ExitCode;
import tandem.core.status.TakeoverReport;

/** {@code tandem report}. */
@Command(
        name = "report",
        description = {
            "Show how this node came to hold the virtual addresses: cause, evidence, timeline, losses, advice.",
            "The node that took them writes the report, so ask the one that is active."
        })
final class ReportCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Parameters(index = "0", arity = "0..1", paramLabel = "NUMBER", description = "Which report (default: the newest).")
    private @Nullable Long number;

    @Option(names = "--list", description = "One line each instead.")
    private boolean list;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (AdminClient client = Asking.client(spec, admin.url())) {
            return switch (client.reports()) {
                case Reply.Answer<List<TakeoverReport>>(List<TakeoverReport> reports) -> show(reports);
                case Reply.Problem<List<TakeoverReport>> problem -> Asking.answer(spec, problem, _ -> {});
                case Reply.Unreachable<List<TakeoverReport>> unreachable -> Asking.answer(spec, unreachable, _ -> {});
            };
        }
    }

    private int show(List<TakeoverReport> reports) {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            out.print(
                    !output.table()
                            ? output.of(ReportJson.write(reports))
                            : String.join(
                                    "",
                                    reports.stream()
                                            .map(r -> ReportText.line(r) + "\n")
                                            .toList()));
            return ExitCode.OK;
        }
        Optional<TakeoverReport> wanted = number == null
                ? reports.stream().reduce((_, last) -> last)
                : reports.stream().filter(r -> r.number() == number).findFirst();
        if (wanted.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("tandem: this node has "
                            + (reports.isEmpty()
                                    ? "taken the addresses over never yet"
                                    : "no report " + number + "; it has "
                                            + reports.getFirst().number() + " to "
                                            + reports.getLast().number()));
            return ExitCode.UNAVAILABLE;
        }
        out.print(output.table() ? ReportText.of(wanted.get()) : output.of(ReportJson.write(wanted.get())));
        return ExitCode.OK;
    }
}
