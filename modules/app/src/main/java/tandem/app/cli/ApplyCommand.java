package tandem.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.admin.client.AdminClient;
import tandem.admin.client.Reply;
import tandem.app.ExitCode;
import tandem.core.apply.ApplyAsk;
import tandem.core.apply.ApplyStatus;
import tandem.core.apply.Proposal;
import tandem.core.port.NodeControl.Apply;
import tandem.core.text.Durations;

/** {@code tandem apply}. */
@Command(
        name = "apply",
        description = {
            "Put a configuration into force on all nodes: checked on all, applied to all, and rolled back on all if a node",
            "turns unfit while it is on trial. The nodes' files stay as they are; what is applied counts instead of the file",
            "until that file changes, also after a restart.",
            "Instead of a file: status, confirm (keep it now), rollback, clear (let the files count again)."
        })
final class ApplyCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 250;
    /** Longer than the nodes take to end a trial together. */
    private static final Duration AFTER_TRIAL = Duration.ofSeconds(40);

    private static final Set<String> VERBS = Set.of("status", "confirm", "rollback", "clear");

    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "A tandem.yaml; a *.conf stands for the httpd.conf that the nodes' tandem.yaml names.")
    private String file = "";

    @Option(names = "--wait", description = "Return when the trial has ended; fail if it was rolled back.")
    private boolean wait;

    @Option(names = "--dry-run", description = "Change nothing: say whether all nodes would take it.")
    private boolean dryRun;

    @Option(
            names = "--confirm",
            paramLabel = "DURATION",
            defaultValue = "30s",
            description =
                    "How long all nodes have to stay fit before it is kept, 1s to 1h (default: ${DEFAULT-VALUE}).")
    private String trial = "30s";

    @Option(
            names = "--by-hand",
            description = "Roll it back after that time unless `tandem apply confirm` was said to a node.")
    private boolean byHand;

    @Option(
            names = "--force",
            description =
                    "Also while a node is not reachable, and though files that it reads differ between the nodes.")
    private boolean force;

    @Mixin
    private final ReasonOptions reason = new ReasonOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (AdminClient client = Asking.client(spec, admin.url())) {
            if (file.equals("status")) {
                return Asking.answer(spec, client.applied(), this::show);
            }
            if (VERBS.contains(file)) {
                return Asking.answer(spec, client.endApply(file, reason.author()), out::println);
            }
            Optional<Apply> asked = asked();
            if (asked.isEmpty()) {
                return ExitCode.UNAVAILABLE;
            }
            int code = Asking.answer(spec, client.apply(asked.get()), out::println);
            return code == ExitCode.OK && wait && !dryRun
                    ? end(client, asked.get().trial())
                    : code;
        }
    }

    private Optional<Apply> asked() {
        try {
            Duration time = Durations.parse(trial);
            if (time.compareTo(ApplyAsk.Terms.SHORTEST) < 0 || time.compareTo(ApplyAsk.Terms.LONGEST) > 0) {
                throw new IllegalArgumentException("--confirm is 1s to 1h, not " + trial);
            }
            Proposal proposal = new Proposal(
                    file.endsWith(".conf") ? Proposal.Target.HTTPD : Proposal.Target.MAIN,
                    Files.readString(Path.of(file), StandardCharsets.UTF_8));
            return Optional.of(new Apply(
                    proposal, reason.author(), reason.comment(), time, byHand, force, dryRun, Optional.empty()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            spec.commandLine()
                    .getErr()
                    .println("tandem: " + file + " cannot be read: " + e + "; besides a file there are "
                            + String.join(", ", VERBS.stream().sorted().toList()));
            return Optional.empty();
        }
    }

    private void show(AdminClient.AppliedAnswer answer) {
        PrintWriter out = spec.commandLine().getOut();
        if (!output.table()) {
            out.print(output.of(answer.json()));
            return;
        }
        ApplyStatus status = answer.status();
        String words = switch (status.phase()) {
            case FILE -> "the files are in force";
            case TRIAL -> status.sentence();
            case APPLIED ->
                "revision " + status.revision() + ", applied by " + status.author()
                        + (status.comment().isEmpty() ? "" : " (" + status.comment() + ")") + ", is in force";
            case ROLLED_BACK ->
                status.sentence() + "; "
                        + (status.revision() == 0 ? "the files are" : "revision " + status.revision() + " is")
                        + " in force";
        };
        out.println(words.replaceAll("\\p{Cntrl}", " "));
    }

    /** Waits for the end of the trial; a node that does not answer for a moment is asked again. */
    private int end(AdminClient client, Duration time) throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        long limit = System.nanoTime() + time.plus(AFTER_TRIAL).toNanos();
        while (System.nanoTime() - limit < 0) {
            Thread.sleep(POLL_MILLIS);
            if (client.applied() instanceof Reply.Answer<AdminClient.AppliedAnswer>(AdminClient.AppliedAnswer answer)
                    && answer.status().phase() != ApplyStatus.Phase.TRIAL) {
                ApplyStatus status = answer.status();
                boolean kept = status.phase() != ApplyStatus.Phase.ROLLED_BACK
                        && !status.id().isEmpty();
                if (kept) {
                    spec.commandLine().getOut().println(status.sentence());
                    return ExitCode.OK;
                }
                err.println("tandem: "
                        + (status.id().isEmpty()
                                ? "the node was restarted meanwhile; the trial is over"
                                : status.sentence()));
                return ExitCode.UNAVAILABLE;
            }
        }
        err.println(
                "tandem: the trial has not ended in time; `tandem apply status` and `tandem events` say what became of"
                        + " it (" + file.toLowerCase(Locale.ROOT) + ")");
        return ExitCode.UNAVAILABLE;
    }
}
