package tandem.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.app.ExitCode;
import tandem.config.ConfigFiles;
import tandem.config.Finding;
import tandem.config.Findings;
import tandem.config.ForeignFiles;
import tandem.config.ImportReport;
import tandem.config.Loaded;

/** {@code tandem import}. */
@Command(
        name = "import",
        description =
                "Print an httpd.conf, or an haproxy.cfg, nginx.conf and keepalived.conf, as one YAML, and on standard error what was not"
                        + " carried over and what to do about it. Nothing in the files is executed.")
final class ImportCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "An httpd.conf; or one or more of haproxy.cfg, nginx.conf, keepalived.conf (of each node).")
    private List<Path> files = List.of();

    @Option(
            names = "--from",
            paramLabel = "httpd|haproxy|nginx|keepalived",
            description = "Whose files they are (default: each tells by its content).")
    private @Nullable String from;

    @Option(
            names = "--nodes",
            paramLabel = "NAME=IP",
            split = ",",
            description =
                    "With a keepalived.conf that does not tell them: the nodes' addresses on the cluster link, such as"
                            + " lb1=192.0.2.11,lb2=192.0.2.12.")
    private Map<String, String> nodes = new LinkedHashMap<>();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        return switch (loaded()) {
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

    private Loaded loaded() {
        Optional<ForeignFiles.Kind> kind = kind();
        boolean httpd = kind.or(() -> ForeignFiles.kind(files.get(0)))
                .map(ForeignFiles.Kind.HTTPD::equals)
                .orElse(true);
        return httpd && files.size() == 1
                ? ConfigFiles.loadForElsewhere(files.get(0), Optional.empty())
                : ForeignFiles.load(files, kind, nodes);
    }

    private Optional<ForeignFiles.Kind> kind() {
        if (from == null) {
            return Optional.empty();
        }
        for (ForeignFiles.Kind kind : ForeignFiles.Kind.values()) {
            if (kind.word().equals(from)) {
                return Optional.of(kind);
            }
        }
        throw new ParameterException(
                spec.commandLine(), "--from: '" + from + "' is none of httpd, haproxy, nginx, keepalived");
    }
}
