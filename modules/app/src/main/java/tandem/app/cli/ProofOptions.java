package tandem.app.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tandem.admin.client.AdminAddress;
import tandem.core.config.CertificateConfig;

/** What shows a node who asks. */
final class ProofOptions {
    private static final Path SOCKET = Path.of("/run/tandem/admin.sock");
    private static final URI LISTENER = URI.create("http://127.0.0.1:9990");

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            defaultValue = "${env:TANDEM_TOKEN_FILE}",
            description = "A file with a token that shows who asks (default: $TANDEM_TOKEN_FILE, else none).")
    private @Nullable Path token;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            defaultValue = "${env:TANDEM_CA}",
            description =
                    "With https: PEM file with who signed the node's certificate (default: $TANDEM_CA, else whom Java"
                            + " trusts).")
    private @Nullable Path authorities;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "With https: PEM file with a certificate that shows who asks.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Its private key, where it is not in the same file.")
    private @Nullable Path key;

    /** Where a node of this machine is asked, unless somebody says otherwise. */
    static URI usual() {
        return Files.isWritable(SOCKET) ? URI.create("unix:" + SOCKET) : LISTENER;
    }

    /** @throws IllegalArgumentException with a sentence for the operator if that is no such address */
    AdminAddress at(URI where) {
        return new AdminAddress(
                where,
                Optional.ofNullable(token),
                Optional.ofNullable(authorities),
                Optional.ofNullable(certificate)
                        .map(file ->
                                new CertificateConfig(file, Optional.ofNullable(key), Optional.empty(), List.of())));
    }
}
