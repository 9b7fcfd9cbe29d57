package tandem.failover.election;

import java.util.List;
import java.util.Optional;

/**
 * What becomes of connections when the addresses move: those that this node keeps, and those that it passes on. Immutable.
 *
 * @param stations how peers reach this node, one a virtual address; empty while that is unknown
 * @param unable why connections cannot be handed over here; empty if they can
 * @param parked set while this node keeps connections to addresses that it gave away
 * @param passing set while this node passes packets of connections on to who had the addresses before
 * @param last what came of the newest hand-over by this node
 */
public record FlowState(
        List<Station> stations,
        String unable,
        Optional<Parked> parked,
        Optional<Passing> passing,
        Optional<Result> last) {
    static final FlowState UNKNOWN = new FlowState(
            List.of(),
            "whether they can be handed over is not known yet",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public FlowState {
        stations = List.copyOf(stations);
    }

    /**
     * This node keeps connections.
     *
     * @param to who got the addresses
     * @param term under which this node held them
     * @param deadline when what is left is closed
     * @param draining whether the connections are asked to end
     * @param left how many there are; -1 until counted
     */
    public record Parked(String to, long term, long deadline, boolean draining, int left) {}

    /** @param term under which the other node held the addresses when this node prepared */
    public record Passing(String from, long term, long since) {}

    /**
     * @param total connections there were
     * @param broken those that were closed while they carried something
     * @param why some were broken; empty if none
     */
    public record Result(String to, int total, int broken, String why) {
        /** As an operator reads it. */
        public String sentence() {
            String count = broken + " of " + total + " connections broken";
            return "handed over to " + to + ": " + count + (why.isEmpty() ? "" : ": " + why);
        }
    }

    boolean able() {
        return unable.isEmpty() && !stations.isEmpty();
    }

    FlowState looked(List<Station> found, String why) {
        return new FlowState(found, why, parked, passing, last);
    }

    FlowState parked(Optional<Parked> now) {
        return new FlowState(stations, unable, now, passing, last);
    }

    FlowState passing(Optional<Passing> now) {
        return new FlowState(stations, unable, parked, now, last);
    }

    FlowState last(Result result) {
        return new FlowState(stations, unable, parked, passing, Optional.of(result));
    }
}
