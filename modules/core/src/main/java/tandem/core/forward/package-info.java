/**
 * The forward proxy, as far as it is decisions: {@link tandem.core.forward.ForwardProxy} says of a request whether it may go out
 * and through whom, {@link tandem.core.forward.OwnAddresses} which addresses nobody is led to, {@link
 * tandem.core.forward.Openness} whether everybody could use it. The proxy module carries requests.
 */
@NullMarked
package tandem.core.forward;

import org.jspecify.annotations.NullMarked;
