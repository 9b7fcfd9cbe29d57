package tandem.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tandem reload}. */
@Command(name = "reload", description = "Let a node read its configuration again; a broken one changes nothing.")
final class ReloadCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Mixin
    private final AuthorOption by = new AuthorOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        return Asking.node(
                spec,
                admin.url(),
                client -> client.reload(by.author()),
                spec.commandLine().getOut()::println);
    }
}
