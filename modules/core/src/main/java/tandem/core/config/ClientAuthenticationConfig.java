package tandem.core.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Which certificates clients of a listener show, and what members get to know of them. */
public record ClientAuthenticationConfig(
        @Key(
                doc =
                        "request: a client may show one, which must then be valid; require: without one there is no connection"
                                + " (SSLVerifyClient).",
                fallback = "require")
        Mode mode,

        @Key(
                doc = "PEM files, or directories of them, with the authorities that sign them (SSLCACertificateFile,"
                        + " SSLCACertificatePath).",
                example = "[/etc/tandem/tls/clients-ca.pem]")
        List<Path> ca,

        @Key(
                doc =
                        "Fields that members get, each with a variable of mod_ssl, such as SSL_CLIENT_S_DN or SSL_CLIENT_VERIFY. What"
                                + " clients send by these names is dropped, on every listener.",
                fallback = "",
                example = "{X-Client-Subject: SSL_CLIENT_S_DN}")
        Map<String, String> fields) {

    public ClientAuthenticationConfig {
        ca = List.copyOf(ca);
        fields = Ordered.copy(fields);
    }

    /** Whether clients have to show one. */
    public enum Mode {
        REQUEST,
        REQUIRE
    }
}
