package tandem.app.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.admin.client.AdminClient;
import tandem.admin.client.Reply;
import tandem.admin.json.EventJson;
import tandem.app.ExitCode;
import tandem.core.status.Event;

/** {@code tandem events}. */
@Command(
        name = "events",
        description = {
            "Show what happened on all nodes, as far as the node asked knows, newest last: takeovers, switchovers, members,",
            "settings, configuration, sharing."
        })
final class EventsCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 500;

    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what happens from now on, until Ctrl-C.")
    private boolean follow;

    @Option(names = "--after", paramLabel = "ID", description = "Only what the node learnt after the event of this id.")
    private String after = "";

    @Mixin
    private final OutputOption output = new OutputOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try (AdminClient client = Asking.client(spec, admin.url())) {
            Reply<AdminClient.Events> first = client.events(after);
            int code = Asking.answer(spec, first, this::show);
            return code == ExitCode.OK && follow ? goOn(client) : code;
        }
    }

    private int goOn(AdminClient client) throws InterruptedException {
        String trouble = "";
        while (true) {
            Thread.sleep(POLL_MILLIS);
            switch (client.events(after)) {
                case Reply.Answer<AdminClient.Events>(AdminClient.Events events) -> {
                    trouble = "";
                    show(events);
                }
                case Reply.Unreachable<AdminClient.Events>(String sentence) -> trouble = said(trouble, sentence);
                case Reply.Problem<AdminClient.Events>(int status, String sentence) ->
                    trouble = said(trouble, sentence);
            }
        }
    }

    /** Says once that it goes on asking. */
    private String said(String before, String sentence) {
        if (!before.equals(sentence)) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("tandem: " + sentence + "; asking again until it answers");
            err.flush();
        }
        return sentence;
    }

    private void show(AdminClient.Events events) {
        PrintWriter out = spec.commandLine().getOut();
        if (!follow && !output.table()) {
            out.print(output.of(events.json()));
            return;
        }
        for (Event event : events.page().events()) {
            out.print(shown(event));
        }
        out.flush();
        after = events.page().next();
    }

    /** One that is followed: a line, with yaml a document. */
    private String shown(Event event) {
        return output.table() ? line(event) + "\n" : (output.json() ? "" : "---\n") + output.of(EventJson.line(event));
    }

    private static String line(Event event) {
        String time = Instant.ofEpochMilli(event.atEpochMillis())
                .truncatedTo(ChronoUnit.MILLIS)
                .toString();
        return time + "  " + event.node() + "  " + event.kind() + "  "
                + event.text().replaceAll("\\p{Cntrl}", " ");
    }
}
