package tandem.app.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.app.ExitCode;
import tandem.app.SecretWords;
import tandem.identity.SecretFile;

/** {@code tandem secret}: works on a file, asks no node. */
@Command(
        name = "secret",
        description = {
            "Make, change and compare the cluster's secret file.",
            "To change the secret of a running cluster: rotate it on one node, copy the file to every other node and witness,"
                    + " reload each; then retire it on one node, copy and reload again."
        })
final class SecretCommandLine implements Runnable {
    @Mixin
    private final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "new", description = "Write a file with a fresh secret, readable by its owner alone.")
    int create(@Parameters(paramLabel = "FILE", description = "Must not exist.") Path file) {
        try {
            SecretFile.create(file);
            return tell(SecretFile.read(file), "copy it to every node");
        } catch (FileAlreadyExistsException e) {
            return fail("secret file " + file + " exists and was left as it is; `tandem secret rotate` changes it");
        } catch (IOException e) {
            return fail("secret file " + file + " could not be written: " + e);
        }
    }

    @Command(name = "rotate", description = "Put a fresh secret before the one in the file; both are accepted.")
    int rotate(@Parameters(paramLabel = "FILE", description = "The secret file.") Path file) {
        return tell(
                SecretFile.rotate(file),
                "copy the file to every other node and witness, reload each of them and this one, then retire");
    }

    @Command(name = "retire", description = "Drop the older of two secrets.")
    int retire(@Parameters(paramLabel = "FILE", description = "The secret file.") Path file) {
        return tell(
                SecretFile.retire(file),
                "copy the file to every other node and witness, reload each of them and this one");
    }

    @Command(name = "show", description = "Print the fingerprints of the secrets in the file, the newest first.")
    int show(@Parameters(paramLabel = "FILE", description = "The secret file.") Path file) {
        return tell(SecretFile.read(file), "");
    }

    private int tell(SecretFile.Result result, String next) {
        return switch (result) {
            case SecretFile.Result.Problem(String sentence) -> fail(sentence);
            case SecretFile.Result.Ok ok -> {
                spec.commandLine().getOut().println(SecretWords.of(ok.secrets()) + (next.isEmpty() ? "" : "; " + next));
                yield ExitCode.OK;
            }
        };
    }

    private int fail(String sentence) {
        spec.commandLine().getErr().println("tandem: " + sentence);
        return ExitCode.CONFIGURATION;
    }
}
