/**
 * What an authority says of a certificate at the moment (OCSP, RFC 6960): the question, the answer and whether the answer may be
 * handed to clients (stapling, RFC 6066 section 8). Nothing here asks anybody; start at {@link tandem.core.tls.ocsp.StapleCheck}.
 */
@NullMarked
package tandem.core.tls.ocsp;

import org.jspecify.annotations.NullMarked;
