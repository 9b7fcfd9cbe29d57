package tandem.core.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tandem.core.access.AccessRole;

/** Which certificates of clients the admin listener takes in place of a password or token. */
public record ClientCertificatesConfig(
        @Key(
                doc = "PEM files with the authorities that sign them; a certificate of another is refused.",
                example = "[/etc/tandem/tls/operators-ca.pem]")
        List<Path> ca,

        @Key(
                doc =
                        "What each may do, by the certificate's subject as `openssl x509 -noout -subject -nameopt RFC2253` prints it:"
                                + " viewer, operator or admin. A subject that is not listed may nothing.",
                example = "{\"CN=ansible,O=Shop\": operator}")
        Map<String, AccessRole> roles) {

    public ClientCertificatesConfig {
        ca = List.copyOf(ca);
        roles = Ordered.copy(roles);
    }
}
