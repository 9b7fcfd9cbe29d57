package tandem.app.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tandem.admin.client.AdminClient;
import tandem.admin.client.Reply;
import tandem.app.ExitCode;
import tandem.core.port.Ownership.Switchover;
import tandem.core.status.GroupStatus;
import tandem.core.status.HandoverStatus;
import tandem.core.text.Durations;

/** {@code tandem switchover}. */
@Command(name = "switchover", description = "Move the virtual addresses to another node on purpose.")
final class SwitchoverCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 200;

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

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Duration limit = limit();
        Switchover asked = new Switchover(Optional.ofNullable(group), Optional.ofNullable(to), force);
        try (AdminClient client = Asking.client(spec, admin.url())) {
            int code = Asking.answer(
                    spec, client.switchover(asked), spec.commandLine().getOut()::println);
            return code == ExitCode.OK && wait ? awaitEnd(client, limit) : code;
        }
    }

    private Duration limit() {
        try {
            return Durations.parse(timeout);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private int awaitEnd(AdminClient client, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        String said = "";
        while (true) {
            Reply<AdminClient.Snapshot> reply = client.status();
            if (!(reply instanceof Reply.Answer<AdminClient.Snapshot>(AdminClient.Snapshot snapshot))) {
                return Asking.answer(spec, reply, _ -> {});
            }
            List<HandoverStatus> handovers = snapshot.status().groups().stream()
                    .filter(each -> group == null || each.name().equals(group))
                    .map(GroupStatus::handover)
                    .filter(each -> !each.to().isEmpty())
                    .toList();
            String now = String.join(
                    "; ", handovers.stream().map(HandoverStatus::words).toList());
            if (!now.equals(said)) {
                spec.commandLine().getOut().println(now);
                spec.commandLine().getOut().flush();
                said = now;
            }
            if (handovers.stream().noneMatch(HandoverStatus::running)) {
                boolean broke = handovers.stream().anyMatch(each -> each.broken() > 0);
                return broke ? ExitCode.UNAVAILABLE : ExitCode.OK;
            }
            if (System.nanoTime() - deadline > 0) {
                spec.commandLine()
                        .getErr()
                        .println("tandem: connections are still left after " + Durations.text(limit));
                return ExitCode.UNAVAILABLE;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
