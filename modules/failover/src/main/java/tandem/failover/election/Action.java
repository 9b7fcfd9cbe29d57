package tandem.failover.election;

import tandem.core.port.Outcome;
import tandem.core.status.Role;

/** What is to be done; in the order of the list. */
public sealed interface Action {
    /** @param probe whether to ask first whether somebody else answers for the addresses */
    record TakeVips(long term, boolean probe) implements Action {}

    record HideVips(Reason reason) implements Action {}

    /** Announce once more, from the beginning of the schedule. */
    record AnnounceVips(Reason reason) implements Action {}

    record Send(String to, Message message) implements Action {}

    /** To every other node of the view. */
    record Broadcast(Message message) implements Action {}

    record Answer(long request, Outcome outcome) implements Action {}

    record ChangeRole(Role before, Role now, Reason reason) implements Action {}

    /** Worth an event, though no role changed. */
    record Note(Reason reason) implements Action {}

    /** Will need somebody, though no role changed. */
    record Warn(Reason reason) implements Action {}

    /** To be counted: the addresses were taken. */
    record CountTake(Cause.Kind kind, long tookNanos) implements Action {}
}
