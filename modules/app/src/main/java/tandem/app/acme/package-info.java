/**
 * Orders certificates automatically and has all nodes keep them alike. Start with {@link tandem.app.acme.AcmeDesk}, which decides when;
 * {@link tandem.app.acme.AcmeTalk} is what nodes tell each other.
 */
@NullMarked
package tandem.app.acme;

import org.jspecify.annotations.NullMarked;
