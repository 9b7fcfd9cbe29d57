package tandem.failover.election;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.failover.lease.LeaseMessage;

/** A fact that the election hears of. */
public sealed interface Event {
    /** The attempt to find the peers is over; a view has been installed. */
    record Joined() implements Event {}

    /** @param merged whether it joins parts that had been apart */
    record ViewInstalled(List<String> nodes, boolean merged) implements Event {
        public ViewInstalled {
            nodes = List.copyOf(nodes);
        }
    }

    record Heard(String from, Message message) implements Event {}

    record GatewayChecked(boolean reachable) implements Event {}

    /** @param incapable why this machine cannot carry the addresses; empty if it can */
    record CapabilityChecked(String incapable) implements Event {}

    /** The kernel may show the addresses soon: the votes for this term may be asked for. */
    record Armed(long term) implements Event {}

    /** The addresses are shown. */
    record Taken(long term) implements Event {}

    /** The addresses could not be taken; none is shown. */
    record TakeRefused(long term, String sentence) implements Event {}

    /** The addresses are hidden, as asked. */
    record Hidden() implements Event {}

    /** What is heard of connections that are handed over. */
    sealed interface OfFlows extends Event {}

    /** How peers reach this node, and why its connections cannot be handed over; the latter is empty if they can. */
    record FlowsLooked(List<Station> stations, String unable) implements OfFlows {
        public FlowsLooked {
            stations = List.copyOf(stations);
        }
    }

    /** @param why packets are not passed on, as asked; empty if they are */
    record FlowsPassed(String why) implements OfFlows {}

    /** @param why connections cannot be kept, as asked; empty if they can */
    record FlowsKept(String why) implements OfFlows {}

    /** The addresses are not kept for their connections, or no longer. */
    record ParkLost(String why) implements OfFlows {}

    /** @param left connections to addresses that were given away */
    record Draining(int left) implements OfFlows {}

    /** The addresses that were kept for connections are gone. */
    record Unparked() implements OfFlows {}

    /**
     * No connection is left.
     *
     * @param total how many there were
     * @param broken how many were closed while they carried something
     */
    record Drained(int total, int broken) implements OfFlows {}

    /** The addresses were lost although held, and are hidden now. */
    record VipsLost(String sentence) implements Event {}

    /**
     * What was ordered for addresses that are held is not carried out: the thread that carries orders out has not come back.
     *
     * @param nanos for how long
     */
    record VipsStuck(long nanos) implements Event {}

    /** Somebody else claims, by ARP or a neighbour advertisement, an address that this node holds; at most one a second and MAC. */
    record ForeignClaim(String address, String mac) implements Event {}

    /**
     * Who answers for an address that this node does not hold, as asked on the segment every few seconds.
     *
     * @param macs the answering hardware addresses, lower case with colons; empty after silence
     */
    record AnswersFor(String address, Set<String> macs) implements Event {
        public AnswersFor {
            macs = Set.copyOf(macs);
        }
    }

    /** @param from a node that asks for this node's promise */
    record VoteHeard(String from, LeaseMessage.Vote vote) implements Event {}

    /** @param from a voter; this node itself if its own answer had to wait for the disk */
    record AnswerHeard(String from, LeaseMessage.Answer answer) implements Event {}

    /**
     * Somebody proves that a promise may end.
     *
     * @param node whose promise
     * @param byGuard whether the guard of a dead process says so, else the living node itself
     */
    record ReleaseHeard(String node, long term, String nonce, boolean byGuard) implements Event {}

    /** The fence command confirmed that a silent node no longer runs. */
    record ConfirmedDead(String node) implements Event {}

    /** What fences this node has been measured, at start or because it changed; the sentence says what and why. */
    record FenceChanged(FenceKind kind, String sentence) implements Event {}

    /**
     * @param request to be answered with {@link Action.Answer}
     * @param force also to a node that something speaks against, and though connections break
     */
    record SwitchoverAsked(long request, Optional<String> to, boolean force) implements Event {
        public SwitchoverAsked(long request, Optional<String> to) {
            this(request, to, false);
        }
    }

    /**
     * This node is to hold nothing until it is told otherwise, or may hold again.
     *
     * @param request to be answered with {@link Action.Answer}
     */
    record MaintenanceAsked(long request, boolean on) implements Event {}

    /** @param request to be answered with {@link Action.Answer} */
    record StepDownAsked(long request) implements Event {}

    /** Time has passed. */
    record Tick() implements Event {}
}
