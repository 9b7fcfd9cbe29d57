package tandem.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.admin.client.AdminClient;
import tandem.admin.client.StatusTable;

/** {@code tandem status}. */
@Command(name = "status", description = "Show nodes, virtual addresses and members, and why each is what it is.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print it (default: ${DEFAULT-VALUE}).")
    private Output output = Output.TABLE;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        return Asking.node(
                spec,
                admin.url(),
                AdminClient::status,
                snapshot ->
                        out.println(output == Output.JSON ? snapshot.json() : StatusTable.render(snapshot.status())));
    }

    enum Output {
        TABLE,
        JSON
    }
}
