package tandem.proxy.tls;

import java.time.Instant;

/**
 * A certificate that clients get.
 *
 * @param file as the configuration names it
 * @param expiry when it, or the first of its chain, expires
 */
public record ServedCertificate(String listener, String file, Instant expiry) {}
