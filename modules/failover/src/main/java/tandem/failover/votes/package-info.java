/**
 * Carries lease messages between voters: authenticated UDP datagrams, each voter served by a thread of its own, over every path
 * that two voters share. Start reading at {@link tandem.failover.votes.VoteLink}.
 */
@NullMarked
package tandem.failover.votes;

import org.jspecify.annotations.NullMarked;
