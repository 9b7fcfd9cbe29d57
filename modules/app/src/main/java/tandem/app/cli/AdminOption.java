package tandem.app.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tandem.admin.client.AdminAddress;

/** Which node a command asks, and what shows it who asks. */
final class AdminOption {
    @Option(
            names = "--admin",
            paramLabel = "URL",
            defaultValue = "${env:TANDEM_ADMIN}",
            description = "The node's admin listener, http://, https:// or unix:/PATH (default: $TANDEM_ADMIN, else"
                    + " unix:/run/tandem/admin.sock where this user may use it, else http://127.0.0.1:9990).")
    private @Nullable URI url;

    @Mixin
    private final ProofOptions proof = new ProofOptions();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Where to ask; a URL that cannot be one is a fault of the command line. */
    AdminAddress url() {
        try {
            return proof.at(url == null ? ProofOptions.usual() : url);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
