package tandem.proxy.tls;

import java.net.URI;
import java.util.Optional;
import tandem.core.config.ResponderUrl;
import tandem.core.tls.KeyedCertificate;
import tandem.core.tls.ocsp.CertificateExtensions;

/**
 * A certificate whose authority is to be asked.
 *
 * @param file as the configuration names it
 * @param forced where to ask in place of what the certificate says
 */
public record StapledCertificate(
        String listener, String file, KeyedCertificate certificate, Optional<ResponderUrl> forced) {
    /** Where to ask; empty if nobody says. */
    public Optional<URI> responder() {
        return forced.map(ResponderUrl::uri).or(() -> CertificateExtensions.responder(certificate.certificate()));
    }
}
