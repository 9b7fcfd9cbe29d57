package tandem.app.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
import tandem.core.port.NodeControl.MemberCommand.Presence;
import tandem.core.port.NodeControl.Order;
import tandem.core.setting.MemberValues;
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
            "Verbs: drain, enable, disable, stop, standby, spare, set KEY=VALUE..., clear (back to the file's values),",
            "shift MEMBER SHARE (of its new clients that one gets: shift node2 10%; shift off),",
            "add --url URL [KEY=VALUE...], remove (it takes nothing more, what runs there may finish, then it is gone)."
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
    private static final String WEIGHT = "weight";

    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Parameters(index = "0", paramLabel = "BALANCER/MEMBER", description = "Such as mycluster/node1.")
    private String member = "";

    @Parameters(index = "1", paramLabel = "VERB", description = "What to do.")
    private String verb = "";

    @Parameters(
            index = "2..*",
            paramLabel = "KEY=VALUE",
            arity = "0..*",
            description =
                    "With set and add: weight, route, redirect, lbset, retry, timeout, connect-timeout, ping, slow-start,"
                            + " shift, url. With shift: another member and a share, or off.")
    private List<String> values = List.of();

    @Mixin
    private final OrderOptions options = new OrderOptions();

    @Option(names = "--url", paramLabel = "URL", description = "With add: where it listens.")
    private String url = "";

    @Option(names = "--now", description = "With remove: do not wait for what runs there; it may still finish.")
    private boolean now;

    @Option(names = "--wait", description = "Return when no request is in flight on the member any more.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            description = "How long to --wait, and remove waits (default: ${DEFAULT-VALUE}).")
    private String timeout = "60s";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        SettingKey key = parsed(() -> SettingKey.parse(member));
        MemberCommand command = parsed(this::command);
        Order by = parsed(options::order);
        Duration limit = parsed(() -> Durations.parse(timeout));
        PrintWriter out = spec.commandLine().getOut();
        try (AdminClient client = Asking.client(spec, admin.url())) {
            if (command.presence() == Presence.REMOVE && !now) {
                int quiet = quieten(client, key, limit);
                if (quiet != ExitCode.OK) {
                    return quiet;
                }
                // That change was the one for the revision which was seen.
                by = by.forRevision(OptionalLong.empty());
            }
            Reply<String> reply = client.member(key, command, by);
            int code = Asking.answer(spec, reply, out::println);
            return code == ExitCode.OK && wait && command.presence() != Presence.REMOVE
                    ? awaitQuiet(client, key, limit)
                    : code;
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
        if (word.equals("remove") && values.isEmpty()) {
            return MemberCommand.REMOVAL;
        }
        if (word.equals("add")) {
            return adding();
        }
        if (word.equals(MemberValues.SHIFT)) {
            String text = ShiftWords.of(values, "member", "node2");
            MemberValues.check(MemberValues.SHIFT, text);
            return MemberCommand.values(Optional.empty(), Map.of(MemberValues.SHIFT, text));
        }
        if (!word.equals("set")) {
            String hint = NearestName.to(word, names())
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("");
            throw new IllegalArgumentException("'" + verb + "' is not a verb" + hint);
        }
        if (values.isEmpty()) {
            throw new IllegalArgumentException("set takes KEY=VALUE, such as set weight=1.5 route=node3");
        }
        Map<String, String> pairs = pairs();
        return MemberCommand.values(weight(pairs), pairs);
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(VERBS.keySet());
        names.addAll(List.of("set", "shift", "add", "remove"));
        return names;
    }

    private MemberCommand adding() {
        Map<String, String> pairs = pairs();
        if (!url.isEmpty()) {
            pairs.put(MemberValues.URL, url);
        }
        if (!pairs.containsKey(MemberValues.URL)) {
            throw new IllegalArgumentException("add needs --url, such as --url http://192.0.2.23:8080");
        }
        return MemberCommand.added(Optional.empty(), weight(pairs), pairs);
    }

    private Map<String, String> pairs() {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String value : values) {
            int equals = value.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + value + "' is not KEY=VALUE, such as weight=1.5");
            }
            String key = value.substring(0, equals);
            String text = value.substring(equals + 1);
            if (!key.equals(WEIGHT)) {
                MemberValues.check(key, text);
            }
            pairs.put(key, text);
        }
        return pairs;
    }

    /** Takes the weight out: it has a place of its own. */
    private static Optional<Weight> weight(Map<String, String> pairs) {
        return Optional.ofNullable(pairs.remove(WEIGHT)).map(Weight::parse);
    }

    /** Lets it take nothing new and waits for what runs there. */
    private int quieten(AdminClient client, SettingKey key, Duration limit) throws InterruptedException {
        MemberCommand disable = MemberCommand.flags(Set.of(MemberFlag.DISABLED));
        Reply<String> reply = client.member(key, disable, options.lasting("about to be removed"));
        int code = Asking.answer(spec, reply, spec.commandLine().getOut()::println);
        return code == ExitCode.OK ? awaitQuiet(client, key, limit) : code;
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
