/**
 * Carries the election's messages and views over JGroups, with mutual TLS. What JGroups calls a member is a node here. Start
 * reading at {@link tandem.failover.jgroups.PeerLink}.
 */
@NullMarked
package tandem.failover.jgroups;

import org.jspecify.annotations.NullMarked;
