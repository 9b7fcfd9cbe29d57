package tandem.core.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A certificate and its private key, in PEM files. */
public record CertificateConfig(
        @Key(
                doc = "PEM file with the certificate, then those that lead to its issuer (SSLCertificateFile).",
                example = "/etc/tandem/tls/shop.pem")
        Path cert,

        @Key(
                doc =
                        "PEM file with the private key, not encrypted: PKCS#8, PKCS#1 or SEC1; default: the certificate's file"
                                + " (SSLCertificateKeyFile).",
                fallback = "",
                example = "/etc/tandem/tls/shop.key")
        Optional<Path> key,

        @Key(
                doc = "PEM file with further certificates of the chain (SSLCertificateChainFile).",
                fallback = "",
                example = "/etc/tandem/tls/issuer.pem")
        Optional<Path> chain,

        @Key(
                doc = "The names that clients ask for by SNI, *.NAME for one label; default: those in the certificate.",
                fallback = "",
                example = "[shop.example]")
        List<String> names) {

    public CertificateConfig {
        names = List.copyOf(names);
    }
}
