package tandem.app.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tandem.admin.client.AdminClient;
import tandem.core.status.Event;

/** {@code tandem events}. */
@Command(name = "events", description = "Show what happened on a node, newest last.")
final class EventsCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        return Asking.node(
                spec,
                admin.url(),
                AdminClient::status,
                snapshot -> snapshot.status()
                        .events()
                        .forEach(event -> spec.commandLine().getOut().println(line(event))));
    }

    private static String line(Event event) {
        String time = Instant.ofEpochMilli(event.atEpochMillis())
                .truncatedTo(ChronoUnit.MILLIS)
                .toString();
        return time + "  " + event.kind() + "  " + event.text().replaceAll("\\p{Cntrl}", " ");
    }
}
