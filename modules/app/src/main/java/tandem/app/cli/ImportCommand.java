package tandem.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.app.ExitCode;
import tandem.config.ConfigFiles;
import tandem.config.Finding;
import tandem.config.Findings;
import tandem.config.ImportReport;
import tandem.config.Loaded;

/** {@code tandem import}. */
@Command(name = "import", description = "Print an httpd.conf as YAML, and on standard error what was not carried over.")
final class ImportCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Parameters(index = "0", paramLabel = "FILE.conf", description = "An httpd.conf.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        return switch (ConfigFiles.loadForElsewhere(file, Optional.empty())) {
            case Loaded.Broken(List<Finding> findings) -> {
                err.print(Findings.text(findings));
                err.flush();
                yield ExitCode.CONFIGURATION;
            }
            case Loaded.Ok ok -> {
                ImportReport report = ImportReport.of(ok);
                spec.commandLine().getOut().print(report.yaml());
                spec.commandLine().getOut().flush();
                err.print(Findings.text(report.notCarriedOver()));
                err.flush();
                yield ExitCode.OK;
            }
        };
    }
}
