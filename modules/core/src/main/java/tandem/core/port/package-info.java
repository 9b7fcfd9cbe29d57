/**
 * The ports through which modules meet without seeing each other: what failover, sharing and the application offer.
 */
@NullMarked
package tandem.core.port;

import org.jspecify.annotations.NullMarked;
