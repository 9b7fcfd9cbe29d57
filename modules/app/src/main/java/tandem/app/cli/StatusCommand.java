package tandem.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Mixin
    private final OutputOption output = new OutputOption();

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
                snapshot -> out.print(
                        output.table()
                                ? StatusTable.render(snapshot.status(), OutputOption.colours())
                                : output.of(snapshot.json())));
    }
}
