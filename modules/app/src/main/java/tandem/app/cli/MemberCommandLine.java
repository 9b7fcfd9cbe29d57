package tandem.app.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import tandem.core.config.MemberFlag;
import tandem.core.config.Weight;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.setting.SettingKey;
import tandem.core.status.MemberStatus;
import tandem.core.status.PairStatus;
import tandem.core.text.Durations;
import tandem.core.text.NearestName;

/** {@code tandem member}. */
@Command(
        name = "member",
        description = {
            "Change how a member is used, on every node, until it is cleared.",
            "Verbs: drain, enable, disable, stop, standby, spare, set weight=W, clear (back to the file's values)."
        })
final class MemberCommandLine implements Callable<Integer> {
    private static final Map<String, MemberCommand> VERBS = Map.of(
            "drain", MemberCommand.flags(Set.of(MemberFlag.DRAINING)),
            "enable", MemberCommand.flags(Set.of()),
            "disable", MemberCommand.flags(Set.of(MemberFlag.DISABLED)),
            "stop", MemberCommand.flags(Set.of(MemberFlag.STOPPED)),
            "standby", MemberCommand.flags(Set.of(MemberFlag.STANDBY)),
            "spare", MemberCommand.flags(Set.of(MemberFlag.SPARE)),
            "clear", MemberCommand.CLEAR);
    private static final long POLL_MILLIS = 250;

    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Parameters(index = "0", paramLabel = "BALANCER/MEMBER", description = "Such as mycluster/node1.")
    private String member = "";

    @Parameters(index = "1", paramLabel = "VERB", description = "What to do.")
    private String verb = "";

    @Parameters(index = "2..*", paramLabel = "KEY=VALUE", arity = "0..*", description = "With set: weight=1..100.")
    private List<String> values = List.of();

    @Option(names = "--comment", paramLabel = "TEXT", description = "Why; shown wherever the setting is shown.")
    private String comment = "";

    @Option(names = "--wait", description = "Return when no request is in flight on the member any more.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            description = "How long to --wait (default: ${DEFAULT-VALUE}).")
    private String timeout = "60s";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        SettingKey key = parsed(() -> SettingKey.parse(member));
        MemberCommand command = parsed(this::command);
        Duration limit = parsed(() -> Durations.parse(timeout));
        PrintWriter out = spec.commandLine().getOut();
        try (AdminClient client = Asking.client(spec, admin.url())) {
            String author = System.getProperty("user.name", "");
            Reply<String> reply = client.member(key, command, author, comment);
            int code = Asking.answer(spec, reply, out::println);
            return code == ExitCode.OK && wait ? awaitQuiet(client, key, limit) : code;
        }
    }

    private MemberCommand command() {
        String word = verb.toLowerCase(Locale.ROOT);
        MemberCommand simple = VERBS.get(word);
        if (simple != null) {
            if (!values.isEmpty()) {
                throw new IllegalArgumentException(word + " takes no values; to change the weight use set weight=W");
            }
            return simple;
        }
        if (!word.equals("set")) {
            String hint = NearestName.to(word, VERBS.keySet())
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("");
            throw new IllegalArgumentException("'" + verb + "' is not a verb" + hint);
        }
        if (values.size() != 1 || !values.getFirst().startsWith("weight=")) {
            throw new IllegalArgumentException("set takes weight=W, such as set weight=1.5");
        }
        return MemberCommand.weight(Weight.parse(values.getFirst().substring("weight=".length())));
    }

    private <T> T parsed(java.util.function.Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private int awaitQuiet(AdminClient client, SettingKey key, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Reply<AdminClient.Snapshot> reply = client.status();
            if (!(reply instanceof Reply.Answer<AdminClient.Snapshot>(AdminClient.Snapshot snapshot))) {
                return Asking.answer(spec, reply, status -> {});
            }
            long inFlight = inFlight(snapshot.status(), key);
            if (inFlight == 0) {
                spec.commandLine().getOut().println("no request is in flight on " + key);
                return ExitCode.OK;
            }
            if (System.nanoTime() - deadline > 0) {
                spec.commandLine()
                        .getErr()
                        .println("tandem: " + inFlight + " requests are still in flight on " + key + " after "
                                + Durations.text(limit));
                return ExitCode.UNAVAILABLE;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static long inFlight(PairStatus status, SettingKey key) {
        Optional<MemberStatus> member = status.balancers().stream()
                .filter(b -> b.name().equals(key.balancer()))
                .flatMap(b -> b.members().stream())
                .filter(m -> m.name().equals(key.member()))
                .findFirst();
        return member.map(m ->
                        m.counts().getOrDefault("requests", 0L) - m.counts().getOrDefault("settled", 0L))
                .orElse(0L);
    }
}
