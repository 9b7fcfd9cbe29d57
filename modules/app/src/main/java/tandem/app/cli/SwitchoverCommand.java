package tandem.app.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.core.port.Ownership.Switchover;

/** {@code tandem switchover}. */
@Command(name = "switchover", description = "Move the virtual addresses to another node on purpose.")
final class SwitchoverCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Option(names = "--to", paramLabel = "NODE", description = "The node that takes them (default: the next in rank).")
    private @Nullable String to;

    @Option(
            names = "--vip",
            paramLabel = "GROUP",
            description = "The group of addresses that moves (default: all; several then need --to).")
    private @Nullable String group;

    @Option(
            names = "--force",
            description =
                    "Also to a node that something speaks against, and though connections of an earlier one break.")
    private boolean force;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        return Asking.node(
                spec,
                admin.url(),
                client -> client.switchover(new Switchover(Optional.ofNullable(group), Optional.ofNullable(to), force)),
                spec.commandLine().getOut()::println);
    }
}
