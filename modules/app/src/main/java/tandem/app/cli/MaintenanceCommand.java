package tandem.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tandem maintenance}. */
@Command(
        name = "maintenance",
        description = "Let this node hold no virtual address until maintenance is off again, also after a restart.")
final class MaintenanceCommand implements Callable<Integer> {
    /** What there is to ask for. */
    enum Wanted {
        ON,
        OFF
    }

    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Parameters(
            paramLabel = "on|off",
            description = "on moves what the node holds to another one first, without breaking connections.")
    @SuppressWarnings("NullAway.Init")
    private Wanted wanted;

    @Mixin
    private final ReasonOptions reason = new ReasonOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        return Asking.node(
                spec,
                admin.url(),
                client -> client.maintenance(wanted == Wanted.ON, reason.author(), reason.comment()),
                spec.commandLine().getOut()::println);
    }
}
