package tandem.core.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where certificates are ordered that listeners name under {@code tls.acme} (RFC 8555). */
public record AcmeConfig(
        @Key(
                doc = "The authority's directory (MDCertificateAuthority).",
                fallback = AcmeConfig.LETS_ENCRYPT,
                example = "https://acme-staging-v02.api.letsencrypt.org/directory")
        String directory,

        @Key(
                doc = "Where the authority may write to, as URLs (MDContactEmail).",
                fallback = "",
                example = "[\"mailto:ops@shop.example\"]")
        List<String> contact,

        @Key(
                doc = "Whether you agree to the authority's terms of service, without which it gives no certificates"
                        + " (MDCertificateAgreement).",
                fallback = "false",
                example = "true")
        boolean acceptTerms,

        @Key(
                doc =
                        "PEM file with the authorities by which the directory itself is trusted; default: those that Java trusts"
                                + " (MDCACertificateFile).",
                fallback = "",
                example = "/etc/tandem/tls/internal-ca.pem")
        Optional<Path> ca,

        @Key(
                doc =
                        "How names are proved; the first that the authority offers and some listener can answer (MDCAChallenges).",
                fallback = "[http-01, tls-alpn-01]")
        List<ChallengeType> challenges) {

    /** The directory of Let's Encrypt. */
    public static final String LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory";

    /** Every way there is, best first. */
    public static final List<ChallengeType> ALL = List.of(ChallengeType.HTTP_01, ChallengeType.TLS_ALPN_01);

    public AcmeConfig {
        contact = List.copyOf(contact);
        challenges = List.copyOf(challenges);
    }
}
