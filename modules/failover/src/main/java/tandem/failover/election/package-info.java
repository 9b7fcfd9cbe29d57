/**
 * Decides who holds the virtual addresses: facts in, a new state, actions and a sentence out. Pure: no thread, no clock, no library.
 * Start reading at {@link tandem.failover.election.Election}.
 */
@NullMarked
package tandem.failover.election;

import org.jspecify.annotations.NullMarked;
