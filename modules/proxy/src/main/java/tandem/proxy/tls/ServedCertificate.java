package tandem.proxy.tls;

import java.time.Instant;

/**
 * A certificate that clients get.
 *
 * @param file as the configuration names it; for one that is ordered, {@code acme:} and its first name
 * @param expiry when it, or the first of its chain, expires
 * @param standsIn whether this node signed it itself, until one that was ordered is there
 */
public record ServedCertificate(String listener, String file, Instant expiry, boolean standsIn) {}
