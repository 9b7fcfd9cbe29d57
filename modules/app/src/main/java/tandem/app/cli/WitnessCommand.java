package tandem.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.app.ExitCode;
import tandem.app.OsSignals;
import tandem.app.StartFailure;
import tandem.app.Witness;
import tandem.config.ConfigFiles;
import tandem.config.Finding;
import tandem.config.Findings;
import tandem.config.Loaded;
import tandem.core.config.TandemConfig;

/** {@code tandem witness}. */
@Command(
        name = "witness",
        description = {
            "Run a witness until it is told to stop: it votes on who holds the virtual addresses, and carries no traffic.",
            "It reads the nodes' tandem.yaml and secret; their httpd.conf is not needed. SIGHUP reads the secret again."
        })
final class WitnessCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(WitnessCommand.class);

    @Mixin
    private final HelpOption help = new HelpOption();

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "The nodes' tandem.yaml.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--node", paramLabel = "NAME", description = "Which of the file's witnesses this is.")
    private @Nullable String node;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        return switch (ConfigFiles.loadWitness(file, Optional.ofNullable(node))) {
            case Loaded.Broken(List<Finding> findings) -> {
                err.print(Findings.text(findings));
                err.flush();
                yield ExitCode.CONFIGURATION;
            }
            case Loaded.Ok(TandemConfig config, List<Finding> warnings) -> {
                err.print(Findings.text(warnings));
                err.flush();
                yield run(config, err);
            }
        };
    }

    private int run(TandemConfig config, PrintWriter err) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        OsSignals.on("TERM", asked::countDown);
        OsSignals.on("INT", asked::countDown);
        try (Witness witness = Witness.start(config)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(witness.readyLine());
            out.flush();
            OsSignals.on("HUP", () -> LOG.info("{}", witness.reload().sentence()));
            asked.await();
            return ExitCode.OK;
        } catch (StartFailure e) {
            err.println("tandem: " + e.getMessage());
            err.flush();
            return e.exitCode();
        }
    }
}
