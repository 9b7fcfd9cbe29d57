package tandem.app.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** Which node a command asks. */
final class AdminOption {
    @Option(
            names = "--admin",
            paramLabel = "URL",
            defaultValue = "${env:TANDEM_ADMIN:-http://127.0.0.1:9990}",
            description = "The node's admin listener (default: $TANDEM_ADMIN or http://127.0.0.1:9990).")
    @SuppressWarnings("NullAway.Init")
    private URI url;

    URI url() {
        return url;
    }
}
