package tandem.failover.votes;

import org.jspecify.annotations.Nullable;
import tandem.failover.lease.LeaseMessage;

/** What is still to be sent to one voter about one group: the newest of each kind, releases first. Not thread-safe. */
final class WaitingMessages {
    private LeaseMessage.@Nullable LeaseRelease release;
    private LeaseMessage.@Nullable Vote vote;
    private LeaseMessage.@Nullable Answer answer;

    void offer(LeaseMessage message) {
        switch (message) {
            case LeaseMessage.Vote newest -> vote = newest;
            case LeaseMessage.Answer newest -> answer = newest;
            case LeaseMessage.LeaseRelease newest -> {
                release = newest;
                if (vote != null && vote.term() <= newest.term()) {
                    vote = null;
                }
            }
        }
    }

    boolean isEmpty() {
        return release == null && vote == null && answer == null;
    }

    /** @throws IllegalStateException if nothing waits */
    LeaseMessage next() {
        LeaseMessage next = release;
        if (next != null) {
            release = null;
            return next;
        }
        next = vote;
        if (next != null) {
            vote = null;
            return next;
        }
        next = answer;
        if (next == null) {
            throw new IllegalStateException("nothing waits");
        }
        answer = null;
        return next;
    }
}
