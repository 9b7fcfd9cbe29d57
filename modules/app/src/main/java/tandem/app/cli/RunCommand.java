package tandem.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.app.ConfigSource;
import tandem.app.ExitCode;
import tandem.app.Node;
import tandem.app.OsSignals;
import tandem.app.StartFailure;
import tandem.app.systemd.Supervisor;
import tandem.config.Finding;
import tandem.config.Findings;
import tandem.config.Loaded;
import tandem.core.config.TandemConfig;

/** {@code tandem run}. */
@Command(
        name = "run",
        description = {
            "Run a node until it is told to stop.",
            "SIGHUP reads the configuration again; SIGTERM hands the virtual addresses over, drains and exits.",
            "Tells systemd, if started by it (Type=notify), when it is ready and what it does."
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            required = true,
            description = "tandem.yaml, or an httpd.conf, which runs as a single node.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--node", paramLabel = "NAME", description = "Which of the file's nodes this is.")
    private @Nullable String node;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        ConfigSource source = new ConfigSource(file, Optional.ofNullable(node));
        return switch (source.get()) {
            case Loaded.Broken(List<Finding> findings) -> {
                err.print(Findings.text(findings));
                err.flush();
                yield ExitCode.CONFIGURATION;
            }
            case Loaded.Ok(TandemConfig config, List<Finding> warnings) -> {
                err.print(Findings.text(warnings));
                if (config.cluster().isEmpty()) {
                    err.println("tandem: one node is a single point of failure; `tandem init --httpd " + file
                            + " --nodes lb1=IP,lb2=IP --vip IP/24@eth0` makes a pair of it");
                }
                err.flush();
                yield run(config, source, err);
            }
        };
    }

    private int run(TandemConfig config, ConfigSource source, PrintWriter err) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        Node running;
        try {
            running = Node.start(config, source);
        } catch (StartFailure e) {
            err.println("tandem: " + e.getMessage());
            err.flush();
            return e.exitCode();
        }
        OsSignals.on("TERM", asked::countDown);
        OsSignals.on("INT", asked::countDown);
        OsSignals.on("HUP", () -> Thread.ofPlatform().name("tandem-reload").start(running::reload));
        OsSignals.on("USR1", running::reopenLogs);
        PrintWriter out = spec.commandLine().getOut();
        out.println(running.readyLine());
        out.flush();
        try (Supervisor supervisor = Supervisor.of(System.getenv())) {
            supervisor.ready(running::statusLine);
            asked.await();
            supervisor.stopping();
        }
        running.stop();
        return ExitCode.OK;
    }
}
