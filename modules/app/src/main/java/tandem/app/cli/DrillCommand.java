package tandem.app.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.admin.client.AdminAddress;
import tandem.admin.client.AdminClient;
import tandem.admin.client.Reply;
import tandem.admin.client.ReportText;
import tandem.app.ExitCode;
import tandem.core.port.NodeControl.Drill;
import tandem.core.port.Ownership.Switchover;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.Role;
import tandem.core.status.TakeoverReport;
import tandem.core.status.VoterStatus;

/** {@code tandem drill}. */
@Command(
        name = "drill",
        description = {
            "Do the active node a harm on purpose, and show how a standby took over.",
            "Run it on the active node. kill ends the process as a crash would, freeze stops it for a while, cut drops what"
                    + " comes and goes on the cluster link and the virtual addresses for a while (needs nft), switch moves the"
                    + " addresses as planned work does."
        })
final class DrillCommand implements Callable<Integer> {
    private static final int METRICS_PORT = 9991;

    @Mixin
    private final HelpOption help = new HelpOption();

    @Mixin
    private final AdminOption admin = new AdminOption();

    @Parameters(index = "0", paramLabel = "kill|freeze|cut|switch", description = "What to do.")
    @SuppressWarnings("NullAway.Init")
    private What what;

    @Option(names = "--yes", description = "Do not ask first.")
    private boolean yes;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How long freeze and cut last (default: ${DEFAULT-VALUE}).")
    private int seconds = 5;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "A page behind the virtual address; asked all the while, to show what clients see.")
    private @Nullable URI url;

    @Option(
            names = "--watch",
            paramLabel = "URL",
            description =
                    "The standby's metrics listener, which has its report (default: its cluster address, port 9991).")
    private @Nullable URI watch;

    @Mixin
    private final AuthorOption by = new AuthorOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    enum What {
        KILL,
        FREEZE,
        CUT,
        SWITCH
    }

    @Override
    public Integer call() throws InterruptedException {
        try (AdminClient node = Asking.client(spec, admin.url())) {
            if (!(node.status() instanceof Reply.Answer<AdminClient.Snapshot>(AdminClient.Snapshot snapshot))) {
                return Asking.answer(spec, node.status(), _ -> {});
            }
            PairStatus status = snapshot.status();
            Optional<NodeStatus> standby = status.nodes().stream()
                    .filter(one -> one.reachable()
                            && one.role() == Role.STANDBY
                            && one.unfit().isEmpty())
                    .findFirst();
            if (standby.isEmpty()) {
                return refuse("no standby could take over now; `tandem status` says why");
            }
            URI listener = watch != null ? watch : metricsOf(standby.get().name(), status);
            if (!confirmed(status, standby.get().name())) {
                return refuse("nothing was done");
            }
            try (AdminClient peer = Asking.client(spec, AdminAddress.of(listener))) {
                return watched(node, peer, standby.get().name());
            }
        }
    }

    private int refuse(String sentence) {
        spec.commandLine().getErr().println("tandem: " + sentence);
        return ExitCode.UNAVAILABLE;
    }

    private static URI metricsOf(String standby, PairStatus status) {
        String address = status.guarantee().voters().stream()
                .filter(voter -> voter.name().equals(standby))
                .map(VoterStatus::address)
                .findFirst()
                .orElse("127.0.0.1");
        return URI.create("http://" + (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + METRICS_PORT);
    }

    private boolean confirmed(PairStatus status, String standby) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("drill " + what.name().toLowerCase(java.util.Locale.ROOT) + " on " + status.node() + ": "
                + standby + " is to take over; clients notice it"
                + (what == What.SWITCH ? " at most as a pause" : ", requests in progress are lost"));
        if (yes) {
            return true;
        }
        out.print("type " + status.node() + " to go on: ");
        out.flush();
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            return status.node().equals(in.readLine());
        } catch (IOException e) {
            return false;
        }
    }

    private int watched(AdminClient node, AdminClient peer, String standby) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (!(peer.reports() instanceof Reply.Answer<List<TakeoverReport>>(List<TakeoverReport> before))) {
            return refuse("cannot watch " + standby + ", so nothing was done; --watch names its metrics listener");
        }
        long last = before.isEmpty() ? 0 : before.getLast().number();
        try (DrillClient client = DrillClient.start(Optional.ofNullable(url))) {
            Reply<String> begun = what == What.SWITCH
                    ? node.switchover(Switchover.to(Optional.of(standby)), by.author())
                    : node.drill(new Drill(Drill.Fault.valueOf(what.name()), seconds), by.author());
            int code = Asking.answer(spec, begun, out::println);
            if (code != ExitCode.OK) {
                return code;
            }
            Optional<TakeoverReport> report = new DrillWatch(peer).reportAfter(last);
            client.sentence().ifPresent(out::println);
            if (report.isEmpty()) {
                return refuse(standby + " has not taken over within " + DrillWatch.LIMIT_SECONDS
                        + " s; `tandem status` and its log say what it does");
            }
            out.print(ReportText.of(report.get()));
            return ExitCode.OK;
        }
    }
}
