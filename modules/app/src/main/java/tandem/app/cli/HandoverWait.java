package tandem.app.cli;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import tandem.admin.client.AdminClient;
import tandem.admin.client.AdminClient.Snapshot;
import tandem.admin.client.Reply;
import tandem.app.ExitCode;
import tandem.core.status.GroupStatus;
import tandem.core.status.HandoverStatus;
import tandem.core.status.PairStatus;
import tandem.core.text.Durations;

/** Tells how the connections of the node that gave addresses away come to their end: that node alone can count them. */
final class HandoverWait {
    private static final long POLL_MILLIS = 200;

    private final CommandSpec spec;
    private final AdminClient client;
    private final Duration limit;
    private String said = "";

    HandoverWait(CommandSpec spec, AdminClient client, Duration limit) {
        this.spec = spec;
        this.client = client;
        this.limit = limit;
    }

    /**
     * The groups that the node holds, and that are about to move.
     *
     * @param group the one that moves; null: all
     */
    static Set<String> held(PairStatus status, @Nullable String group) {
        return status.groups().stream()
                .filter(each -> each.holder().equals(status.node()))
                .map(GroupStatus::name)
                .filter(name -> group == null || name.equals(group))
                .collect(Collectors.toSet());
    }

    /** Returns when no connection of these groups is left, with the exit code: a failure if any broke, or if it takes too long. */
    int end(Set<String> groups) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Reply<Snapshot> reply = client.status();
            if (!(reply instanceof Reply.Answer<Snapshot>(Snapshot snapshot))) {
                return Asking.answer(spec, reply, _ -> {});
            }
            List<HandoverStatus> handovers = snapshot.status().groups().stream()
                    .filter(group -> groups.contains(group.name()))
                    .map(GroupStatus::handover)
                    .toList();
            say(String.join("; ", handovers.stream().map(HandoverStatus::words).toList()));
            if (handovers.stream().noneMatch(HandoverStatus::running)) {
                boolean broke = handovers.stream().anyMatch(handover -> handover.broken() > 0);
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

    private void say(String words) {
        if (!words.equals(said)) {
            said = words;
            spec.commandLine().getOut().println(words);
            spec.commandLine().getOut().flush();
        }
    }
}
