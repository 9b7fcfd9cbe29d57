package tandem.core.tls.ocsp;

import java.time.Instant;

/**
 * An answer of an authority that says that a certificate is good, looked at and fit to be handed to clients. Immutable, but for its
 * bytes, which nobody changes.
 *
 * @param bytes the whole answer in DER
 * @param begin when the authority knew it (thisUpdate)
 * @param end until when it counts, not longer
 */
public record Staple(CertId id, byte[] bytes, Instant begin, Instant end) {
    public boolean counts(Instant now) {
        return now.isBefore(end);
    }
}
