/**
 * Members that tell of themselves by MCMP, the protocol of mod_cluster: what they said, what is answered, and what of it the nodes share.
 * Pure. Start at {@link tandem.core.registration.McmpDesk}.
 */
@NullMarked
package tandem.core.registration;

import org.jspecify.annotations.NullMarked;
