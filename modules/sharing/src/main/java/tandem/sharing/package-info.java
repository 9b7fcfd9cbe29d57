/**
 * Shares settings, node status, counters and schedules between the nodes through Hazelcast. Implements the port
 * {@code SharedState} of {@code core}.
 */
@NullMarked
package tandem.sharing;

import org.jspecify.annotations.NullMarked;
