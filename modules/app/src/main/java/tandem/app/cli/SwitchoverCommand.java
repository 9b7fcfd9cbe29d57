package tandem.app.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tandem.admin.client.AdminClient;
import tandem.admin.client.AdminClient.Snapshot;
import tandem.admin.client.Reply;
import tandem.app.ExitCode;
import tandem.core.port.Ownership.Switchover;
import tandem.core.text.Durations;

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
                    "Also to a node that is not ready or that something else speaks against, and though connections of an"
                            + " earlier switchover break.")
    private boolean force;

    @Option(names = "--check", description = "Move nothing: say what speaks against it, and fail if anything does.")
    private boolean check;

    @Option(
            names = "--wait",
            description =
                    "Return when no connection is left at the asked node, and say how many broke; ask the node that"
                            + " holds the addresses. Fails if any broke.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "120s",
            description = "How long to --wait (default: ${DEFAULT-VALUE}).")
    private String timeout = "120s";

    @Mixin
    private final AuthorOption by = new AuthorOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Duration limit = limit();
        Switchover asked = new Switchover(Optional.ofNullable(group), Optional.ofNullable(to), force);
        PrintWriter out = spec.commandLine().getOut();
        try (AdminClient client = Asking.client(spec, admin.url())) {
            if (check) {
                return Asking.answer(spec, client.preflight(asked), out::println);
            }
            if (!wait) {
                return Asking.answer(spec, client.switchover(asked, by.author()), out::println);
            }
            Reply<Snapshot> before = client.status();
            if (!(before instanceof Reply.Answer<Snapshot>(Snapshot snapshot))) {
                return Asking.answer(spec, before, _ -> {});
            }
            Set<String> held = HandoverWait.held(snapshot.status(), group);
            if (held.isEmpty()) {
                String node = snapshot.status().node();
                spec.commandLine()
                        .getErr()
                        .println("tandem: nothing was moved: to --wait ask the node that holds the"
                                + " addresses, which counts its connections; " + node + " does not");
                return ExitCode.UNAVAILABLE;
            }
            int code = Asking.answer(spec, client.switchover(asked, by.author()), out::println);
            return code == ExitCode.OK ? new HandoverWait(spec, client, limit).end(held) : code;
        }
    }

    private Duration limit() {
        try {
            return Durations.parse(timeout);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
