/**
 * Certificates that are ordered automatically: {@link tandem.identity.acme.AcmeOrders} speaks to the authority (acme4j),
 * {@link tandem.identity.acme.CertificateShelf} keeps what came of it, {@link tandem.identity.acme.PendingChallenges} shows the
 * authority what it looks for. Who orders when, and what nodes tell each other, is decided in {@code app}.
 */
@NullMarked
package tandem.identity.acme;

import org.jspecify.annotations.NullMarked;
