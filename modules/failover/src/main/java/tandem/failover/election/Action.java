package tandem.failover.election;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.core.port.Outcome;
import tandem.core.status.Role;
import tandem.failover.lease.Ballot;
import tandem.failover.lease.LeaseMessage;

/** What is to be done; in the order of the list. */
public sealed interface Action {
    /**
     * Let the kernel expect the addresses, and give the guard this term's nonce; {@link Event.Armed} is to follow.
     *
     * @param probe whether to ask the segment, until they are taken, whether somebody else has them
     */
    record Arm(long term, boolean probe) implements Action {}

    /** @param latest by when they must be shown, or not at all */
    record TakeVips(long term, long latest) implements Action {}

    /** @param latest by when the kernel must have been told, else hide */
    record RenewVips(long term, long latest) implements Action {}

    record HideVips(Reason reason) implements Action {}

    /**
     * Hide them from the segment, but keep them for the connections that there are; {@link Event.Hidden} is to follow.
     *
     * @param keepNanos how long at the most
     */
    record ParkVips(long keepNanos, Reason reason) implements Action {}

    /** End that; {@link Event.Unparked} is to follow. */
    record UnparkVips() implements Action {}

    /** Pass packets of unknown connections on to these stations; {@link Event.FlowsPassed} is to follow. */
    record PassFlows(List<Station> old, long keepNanos) implements Action {
        public PassFlows {
            old = List.copyOf(old);
        }
    }

    /** Prepare for {@link ParkVips}, new connections going to these stations; {@link Event.FlowsKept} is to follow. */
    record KeepFlows(List<Station> fresh, long keepNanos) implements Action {
        public KeepFlows {
            fresh = List.copyOf(fresh);
        }
    }

    /** Remove the rules of {@link PassFlows} and {@link KeepFlows}. */
    record ClearFlows() implements Action {}

    /** Ask the connections to the addresses to end; those left at the deadline are closed. {@link Event.Drained} is to follow. */
    record DrainFlows(long deadline) implements Action {}

    /** The connections need not end: this node holds the addresses again. */
    record ResumeFlows() implements Action {}

    /** To be counted: a hand-over by this node is complete. */
    record CountHandover(FlowState.Result result) implements Action {}

    /** Announce once more, from the beginning of the schedule. */
    record AnnounceVips(Reason reason) implements Action {}

    record Send(String to, Message message) implements Action {}

    /** To every other node of the view. */
    record Broadcast(Message message) implements Action {}

    /** Put this node's vote to other voters. */
    record AskVoters(Set<String> voters, LeaseMessage.Vote vote) implements Action {
        public AskVoters {
            voters = Set.copyOf(voters);
        }
    }

    /**
     * Answer a vote.
     *
     * @param to who asked; this node itself hears its own answer as {@link Event.AnswerHeard}
     * @param remember what must be on disk before the answer leaves; empty if nothing
     */
    record AnswerVote(String to, LeaseMessage.Answer answer, Optional<Ballot.Memory> remember) implements Action {}

    /** Tell every other voter the nonce of this term: what they promised under it may end. */
    record GiveBack(long term) implements Action {}

    /** Find out by the fence command whether this silent node is dead; {@link Event.ConfirmedDead} is to follow if it is. */
    record ConfirmDead(String node) implements Action {}

    record Answer(long request, Outcome outcome) implements Action {}

    record ChangeRole(Role before, Role now, Reason reason) implements Action {}

    /** Worth an event, though no role changed. */
    record Note(Reason reason) implements Action {}

    /** Will need somebody, though no role changed. */
    record Warn(Reason reason) implements Action {}

    /** To be counted and reported: the addresses were taken. */
    record CountTake(Takeover takeover) implements Action {}
}
