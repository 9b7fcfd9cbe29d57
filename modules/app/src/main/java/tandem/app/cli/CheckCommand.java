package tandem.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tandem.app.ExitCode;
import tandem.config.ConfigFiles;
import tandem.config.Finding;
import tandem.config.Findings;
import tandem.config.HttpdFixer;
import tandem.config.Loaded;
import tandem.core.config.TandemConfig;

/** {@code tandem check}. */
@Command(
        name = "check",
        description = "Read a configuration and print every error with file, line and column; exit 0 or 78.")
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "tandem.yaml or an httpd.conf.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--node", paramLabel = "NAME", description = "Check it as this node would read it.")
    private @Nullable String node;

    @Option(names = "--fix", description = "Print the file as it was probably meant; nothing is written.")
    private boolean fix;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (fix) {
            return mend(out, err);
        }
        return switch (ConfigFiles.check(file, Optional.ofNullable(node))) {
            case Loaded.Broken(List<Finding> findings) -> {
                err.print(Findings.text(findings));
                yield ExitCode.CONFIGURATION;
            }
            case Loaded.Ok(TandemConfig config, List<Finding> warnings) -> {
                err.print(Findings.text(warnings));
                out.println(file + ": " + config.listeners().size() + " listeners, "
                        + config.balancers().size() + " balancers, "
                        + config.balancers().values().stream()
                                .mapToInt(b -> b.members().size())
                                .sum()
                        + " members, " + config.routes().size() + " routes: ok");
                ordered(config, out);
                yield ExitCode.OK;
            }
        };
    }

    /** Says which certificates a node would order. */
    private static void ordered(TandemConfig config, PrintWriter out) {
        config.acme()
                .ifPresent(acme -> config.listeners()
                        .forEach((name, listener) -> listener.tls()
                                .filter(tls -> !tls.acme().isEmpty())
                                .ifPresent(tls -> out.println("listener " + name + ": the certificate for "
                                        + String.join(", ", tls.acme()) + " is ordered from " + acme.directory()))));
    }

    private int mend(PrintWriter out, PrintWriter err) {
        return switch (HttpdFixer.fix(file)) {
            case HttpdFixer.Mending.Mended(String text, List<String> repairs) -> {
                out.print(text);
                repairs.forEach(repair -> err.println(file + ": " + repair));
                yield ExitCode.OK;
            }
            case HttpdFixer.Mending.Sound() -> {
                err.println(file + ": there is nothing to mend");
                yield ExitCode.OK;
            }
            case HttpdFixer.Mending.Beyond(List<Finding> findings) -> {
                err.print(Findings.text(findings));
                yield ExitCode.CONFIGURATION;
            }
        };
    }
}
