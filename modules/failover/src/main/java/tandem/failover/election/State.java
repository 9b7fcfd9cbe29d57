package tandem.failover.election;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.core.status.Role;
import tandem.failover.election.Message.Hello;
import tandem.failover.lease.Ballot;

/**
 * All that one node knows of ownership at one moment. Immutable.
 *
 * @param reason why the node has its role
 * @param roleSince when it got it
 * @param term the highest term under which anybody is known to have held the addresses
 * @param peers the newest hello of each other node of the view that was heard in this view
 * @param lastHolder who held the addresses last, as far as known; empty if unknown
 * @param vacantSince since when nobody claims them
 * @param rival who also held them when last heard; empty if nobody
 * @param gap set while this node may not take, because it stood still
 * @param forwarded a switchover that the holder was asked for, if one is under way
 * @param leaving set while this node holds the addresses still and is to step down
 * @param leasehold the lease as this node knows it
 * @param flows what becomes of connections
 */
public record State(
        Phase phase,
        Reason reason,
        long roleSince,
        long term,
        View view,
        Map<String, Hello> peers,
        Fitness fitness,
        String lastHolder,
        long vacantSince,
        String rival,
        Optional<Gap> gap,
        Optional<Forwarded> forwarded,
        Optional<Leaving> leaving,
        Leasehold leasehold,
        FlowState flows,
        Beat beat) {

    public State {
        peers = Map.copyOf(peers);
    }

    /** Before anything is known but what this node promised in an earlier life. */
    public static State initial(Ballot ballot, long now) {
        return new State(
                new Phase.Joining(),
                Reason.of("starting: looking for peers"),
                now,
                0,
                new View(List.of(), now),
                Map.of(),
                Fitness.UNKNOWN,
                "",
                now,
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Leasehold.initial(ballot, now),
                FlowState.UNKNOWN,
                new Beat(0, now, now, now, now, now, now - 1, 0));
    }

    public Role role() {
        return phase.role();
    }

    /** Whether this node holds the addresses. */
    public boolean holding() {
        return phase instanceof Phase.Holding;
    }

    /** The nodes of the view, this one included. */
    public List<String> visible() {
        return view.nodes();
    }

    /** Why the last try to take the addresses failed; empty if it did not. */
    public String refused() {
        return fitness.refused();
    }

    /** Whether the gateway is known to be out of reach. */
    public boolean gatewayLost() {
        return fitness.gateway() == Fitness.Gateway.LOST;
    }

    /**
     * This node stood still; until every node of its view has confirmed that it sees the same view, it takes nothing.
     *
     * @param nonce in question and answer, so that an old answer does not count
     */
    record Gap(long gapNanos, long noticedAt, long nonce, Set<String> confirmedBy) {
        Gap {
            confirmedBy = Set.copyOf(confirmedBy);
        }

        /** The same halt in a new view. */
        Gap unconfirmed() {
            return new Gap(gapNanos, noticedAt, nonce, Set.of());
        }
    }

    record Forwarded(long request, String holder, long deadline) {}

    /** This node is to step down once a peer that starts can take the addresses, or when the deadline is over. */
    record Leaving(long request, long deadline) {}

    /**
     * @param sequence of the last hello
     * @param helloAt when it was sent
     * @param steppedAt when the last step was
     * @param retryAt not before then the addresses are tried again
     * @param deniedUntil not before then either, unless a promise is given back meanwhile: so long the voters' promises last
     * @param releasedAt when another node last gave its promises back
     * @param betterAt not before then they are handed to a better placed peer again
     * @param hidesPending orders to hide that were not yet reported as done
     */
    record Beat(
            long sequence,
            long helloAt,
            long steppedAt,
            long retryAt,
            long deniedUntil,
            long releasedAt,
            long betterAt,
            int hidesPending) {}
}
