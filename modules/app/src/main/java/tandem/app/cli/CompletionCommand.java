package tandem.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.app.ExitCode;

/** {@code tandem completion}. */
@Command(
        name = "completion",
        description = {
            "Print a script with which a shell completes commands and options. Names of members and nodes are not completed.",
            "bash: source <(tandem completion bash). zsh reads the same script. fish: tandem completion fish | source."
        })
final class CompletionCommand implements Callable<Integer> {
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Mixin
    private final HelpOption help = new HelpOption();

    @Parameters(paramLabel = "bash|zsh|fish", description = "For which shell.")
    @SuppressWarnings("NullAway.Init")
    private Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine whole = CommandLineRoot.whole();
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                switch (shell) {
                    case BASH, ZSH -> AutoComplete.bash("tandem", whole);
                    case FISH -> FishCompletion.of(whole);
                });
        return ExitCode.OK;
    }
}
