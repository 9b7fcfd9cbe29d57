package tandem.app.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import tandem.admin.client.AdminAddress;
import tandem.admin.client.AdminClient;
import tandem.admin.client.Reply;
import tandem.app.ExitCode;

/** Asks a node one thing and turns what came of it into output and exit code. */
final class Asking {
    private Asking() {}

    /**
     * Asks the node and hands its answer on.
     *
     * @return 0 if the node did it, 69 if it refused or could not be asked
     */
    static <T> int node(
            CommandSpec spec, AdminAddress url, Function<AdminClient, Reply<T>> question, Consumer<T> onAnswer) {
        try (AdminClient client = client(spec, url)) {
            return answer(spec, question.apply(client), onAnswer);
        }
    }

    /** A client of the node there; a file that cannot be used is a fault of the command line. */
    static AdminClient client(CommandSpec spec, AdminAddress url) {
        try {
            return new AdminClient(url);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    static <T> int answer(CommandSpec spec, Reply<T> reply, Consumer<T> onAnswer) {
        PrintWriter err = spec.commandLine().getErr();
        return switch (reply) {
            case Reply.Answer<T>(T value) -> {
                onAnswer.accept(value);
                spec.commandLine().getOut().flush();
                yield ExitCode.OK;
            }
            case Reply.Problem<T>(int status, String sentence) -> {
                err.println("tandem: " + sentence);
                yield ExitCode.UNAVAILABLE;
            }
            case Reply.Unreachable<T>(String sentence) -> {
                err.println("tandem: " + sentence);
                yield ExitCode.UNAVAILABLE;
            }
        };
    }
}
