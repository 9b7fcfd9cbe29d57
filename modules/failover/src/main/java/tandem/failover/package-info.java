/**
 * Decides which node owns a virtual IP address and moves the address. Start reading in the package {@code election}, which
 * only decides; {@code jgroups} and {@code vip} carry decisions out.
 */
@NullMarked
package tandem.failover;

import org.jspecify.annotations.NullMarked;
