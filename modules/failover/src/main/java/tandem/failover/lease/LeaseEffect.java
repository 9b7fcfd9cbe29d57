package tandem.failover.lease;

import java.util.Set;
import tandem.failover.lease.LeaseMessage.Vote;

/** What a claimant wants done; in the order of the list. */
public sealed interface LeaseEffect {
    /** Let the kernel expect a first showing; {@link Claimant#armed} is to follow. */
    record Arm(long term) implements LeaseEffect {}

    /** Put the vote to these voters, this node itself perhaps among them. */
    record Ask(Set<String> voters, Vote vote) implements LeaseEffect {
        public Ask {
            voters = Set.copyOf(voters);
        }
    }

    /** The lease is this node's. @param latest by when the address must be shown, or not at all */
    record Won(long term, long latest) implements LeaseEffect {}

    /** The kernel fence may be renewed. @param latest by when, or not at all */
    record Renewed(long term, long latest) implements LeaseEffect {}

    /**
     * The voters did not grant the claim; it is over.
     *
     * @param retryAfter how long to wait before the next try, in nanoseconds
     */
    record Denied(long term, String why, long retryAfter) implements LeaseEffect {}

    /** The lease was held and is over: hide. */
    record Lost(long term, String why) implements LeaseEffect {}

    /** What the voters have promised under this term may end: tell them the nonce, after hiding. */
    record GiveBack(long term) implements LeaseEffect {}
}
