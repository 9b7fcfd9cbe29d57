/**
 * The lease on the virtual addresses: what a voter promises ({@link tandem.failover.lease.Ballot}) and how a node asks for the
 * promises and keeps them ({@link tandem.failover.lease.Claimant}). Pure: facts and the time come in, the next state and what is
 * to be done go out. Start reading at {@link tandem.failover.lease.LeaseTimers}, which says why two nodes never hold at once.
 */
@NullMarked
package tandem.failover.lease;

import org.jspecify.annotations.NullMarked;
