/**
 * What nodes know and decide of certificates that are ordered automatically (ACME, RFC 8555): when one is due, what an authority
 * is shown, and what nodes tell each other. Pure; start at {@link tandem.core.acme.Renewal}.
 */
@NullMarked
package tandem.core.acme;

import org.jspecify.annotations.NullMarked;
