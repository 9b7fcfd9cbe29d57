package tandem.failover.election;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.core.config.Quorum;
import tandem.failover.lease.Ballot;

/** All processes of one installation, what they say to each other, and the invariants that every step is held against. */
final class Installation {
    /** Segments from this number on have one process and no gateway. */
    static final int ALONE = 100;

    final World world;
    final Plan plan;
    final Network network;
    final List<SimulatedNode> nodes = new ArrayList<>();
    final List<SimulatedProcess> processes = new ArrayList<>();
    int takes;
    long lastTakeAt;
    boolean diskLost;
    boolean divided;
    boolean parted;

    private long highestTaken;

    Installation(World world, Plan plan) {
        this.world = world;
        this.plan = plan;
        this.network = new Network(world, plan.voters().size());
        for (String name : plan.nodes()) {
            nodes.add(new SimulatedNode(this, name, processes.size()));
            processes.add(nodes.getLast());
        }
        for (String name : plan.witnesses()) {
            processes.add(new SimulatedWitness(this, name, processes.size()));
        }
    }

    SimulatedProcess process(String name) {
        return processes.get(plan.voters().indexOf(name));
    }

    void send(SimulatedProcess from, String to, Event event) {
        SimulatedProcess receiver = process(to);
        network.carry(from.index, receiver.index, () -> receiver.hear(event));
    }

    void sendAll(SimulatedProcess from, Event event) {
        processes.stream().filter(to -> to != from).forEach(to -> send(from, to.name, event));
    }

    boolean answered(SimulatedNode asking) {
        return neighbours(asking).anyMatch(other -> other.vip.shows());
    }

    Stream<SimulatedNode> neighbours(SimulatedNode node) {
        return others(node).filter(other -> network.shared(node.index, other.index));
    }

    private Stream<SimulatedNode> others(SimulatedNode node) {
        return nodes.stream().filter(other -> other != node);
    }

    /** P1; P9: also where the addresses are held without a majority, as long as nobody was ever cut off. */
    void checkOwners(SimulatedNode node) {
        boolean shared = plan.quorum() == Quorum.PROBE && !divided;
        boolean held = plan.holds() && !parted;
        boolean never = plan.neverTwo() || plan.quorum() == Quorum.STRICT || shared || held;
        others(node)
                .filter(other -> other.vip.shows())
                .filter(other -> never)
                .forEach(other -> world.violated("P1: " + node.name + " and " + other.name + " both answer"));
    }

    /** P4. */
    void checkMajority(SimulatedNode node, long term) {
        long granted = processes.stream()
                .filter(voter -> voter == node
                        || voter.promisedTo(node.name, term)
                        || voter.upSince + 2_000_000_000L > world.now)
                .count();
        if (plan.quorum() == Quorum.MAJORITY && granted <= processes.size() / 2) {
            world.violated("P4: " + node.name + " takes under term " + term + " with " + granted + " of "
                    + processes.size() + " promises");
        }
    }

    /** P8: only the release of the promise that stands ends it. */
    void checkRelease(SimulatedProcess voter, Event.ReleaseHeard release, Ballot before, Ballot after, long now) {
        Optional<String> holder = before.holder(now).filter(name -> !name.equals(voter.name));
        boolean others = holder.isPresent()
                && (!holder.get().equals(release.node())
                        || before.promise().orElseThrow().term() != release.term());
        if (others && !after.promise().equals(before.promise())) {
            world.violated("P8: a release of term " + release.term() + " by " + release.node() + " ends " + voter.name
                    + "'s promise to " + holder.get());
        }
    }

    /** P2. */
    void took(SimulatedNode node, long term) {
        world.say(node.name, "takes under term " + term);
        if (plan.neverTwo() && !diskLost && term <= highestTaken) {
            world.violated("P2: " + node.name + " took under term " + term + " after term " + highestTaken);
        }
        highestTaken = Math.max(highestTaken, term);
        takes++;
        lastTakeAt = world.now;
    }

    /** P5. */
    void checkStandbys() {
        for (SimulatedNode node : nodes) {
            long fence = 2 * plan.inForce().fence() + World.nanos(4000);
            boolean idle = node.up && !node.claims() && world.now - node.notHoldingSince > fence;
            if (idle && node.vip.shows() && node.runs() && world.now - node.resumedAt > World.nanos(100)) {
                world.violated("P5: " + node.name + " answers and has not held for long");
            }
        }
    }

    List<String> showing() {
        return nodes.stream()
                .filter(node -> node.vip.shows())
                .map(node -> node.name)
                .toList();
    }
}
