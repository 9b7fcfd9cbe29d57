package tandem.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tandem.app.BuildVersion;
import tandem.app.ExitCode;

/** {@code tandem version}. */
@Command(name = "version", description = "Print Tandem's version and the Java that runs it.")
final class VersionCommand implements Callable<Integer> {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("tandem " + BuildVersion.text() + " (Java " + Runtime.version() + ")");
        return ExitCode.OK;
    }
}
