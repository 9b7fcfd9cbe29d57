/**
 * Health checks: each node asks each member on threads of its own and tells the routing table which are down. Start at
 * {@link HealthChecks}.
 */
@NullMarked
package tandem.proxy.health;

import org.jspecify.annotations.NullMarked;
