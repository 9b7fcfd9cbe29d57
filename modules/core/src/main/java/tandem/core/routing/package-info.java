/**
 * What a request meets: {@link RoutingTable} is one immutable moment of routes, balancers and members; {@link LiveTable}
 * is the one cell that changes.
 */
@NullMarked
package tandem.core.routing;

import org.jspecify.annotations.NullMarked;
