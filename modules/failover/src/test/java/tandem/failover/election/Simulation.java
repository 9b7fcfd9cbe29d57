package tandem.failover.election;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.core.config.Quorum;
import tandem.failover.lease.Ballot;

/** One seed: an installation under faults for a while, then healed and watched until it has settled. */
final class Simulation {
    /** By when after the last fault there has to be one owner, and from when on nothing may move any more. */
    private static final long SETTLE = World.nanos(5000);

    private static final long WATCH = World.nanos(3000);

    final World world;
    final Installation installation;
    long ownedAfter;

    private final long seed;
    private final long faults;

    /** @param seconds of virtual time, at least 10; the last 8 of them without faults */
    Simulation(long seed, long seconds, boolean logged) {
        this.seed = seed;
        this.world = new World(seed, logged);
        this.installation = new Installation(world, Plan.of(world.chance));
        this.faults = World.nanos(seconds * 1000) - SETTLE - WATCH;
    }

    static boolean promised(Ballot ballot, String node, long term, long now) {
        return ballot.holder(now).equals(Optional.of(node))
                && ballot.promise().orElseThrow().term() == term;
    }

    List<String> run() {
        world.say("seed " + seed, installation.plan.toString());
        installation.processes.forEach(process -> world.after(world.between(0, 500), process::boot));
        world.after(0, new Membership(installation)::watch);
        world.after(World.nanos(1500), this::fault);
        world.run(faults);
        heal();
        settle();
        world.run(faults + SETTLE);
        int takes = installation.takes;
        List<String> settled = installation.showing();
        world.run(faults + SETTLE + WATCH);
        if (world.violations.isEmpty()) {
            checkEnd(takes, settled);
        }
        return new ArrayList<>(world.violations);
    }

    private void fault() {
        if (world.now >= faults) {
            return;
        }
        new Faults(installation).one();
        world.after(world.one(3) ? world.between(10, 300) : world.between(300, 2500), this::fault);
    }

    private void heal() {
        world.say("network", "heals");
        world.heal();
        installation.network.heal();
        for (SimulatedProcess process : installation.processes) {
            process.stalledUntil = Math.min(process.stalledUntil, world.now);
            if (!process.up) {
                process.boot();
            }
        }
        installation.nodes.stream().filter(node -> node.left).forEach(node -> {
            node.die(false);
            node.boot();
        });
        installation.nodes.forEach(node -> node.gateway = true);
    }

    /** P3: notes how long there was not exactly one owner. */
    private void settle() {
        if (world.now - faults > SETTLE) {
            return;
        }
        if (installation.showing().size() != 1) {
            ownedAfter = world.now - faults;
        }
        world.after(World.nanos(20), this::settle);
    }

    private void checkEnd(int takes, List<String> settled) {
        List<String> showing = installation.showing();
        List<String> holding = installation.nodes.stream()
                .filter(node -> node.state.holding())
                .map(node -> node.name)
                .toList();
        if (settled.size() != 1 || showing.size() != 1 || !showing.equals(holding)) {
            world.violated((settled.size() > 1 ? "P9: " : "P3: ") + "at the end " + showing + " answer and " + holding
                    + " believe to hold, after " + SETTLE / 1_000_000 + " ms " + settled + " answered");
        }
        if (installation.takes != takes) {
            world.violated("P7: taken again although everything was settled");
        }
        for (SimulatedNode node : installation.nodes) {
            if (!node.unfit().isEmpty() && installation.plan.quorum() != Quorum.STRICT) {
                world.violated("P3: at the end " + node.name + " is unfit: " + node.unfit());
            }
        }
    }
}
