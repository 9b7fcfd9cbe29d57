package tandem.failover.election;

import tandem.core.config.Quorum;

/** Breaks, and now and then mends, one thing. */
final class Faults {
    private final Installation installation;
    private final World world;

    Faults(Installation installation) {
        this.installation = installation;
        this.world = installation.world;
    }

    void one() {
        SimulatedProcess process = any();
        SimulatedNode node = installation.nodes.get(world.chance.nextInt(installation.nodes.size()));
        switch (world.chance.nextInt(13)) {
            case 0, 1 -> {
                if (process.up) {
                    boolean disk = world.one(8);
                    installation.diskLost |= disk;
                    process.die(disk);
                    world.after(restartAfter(), () -> start(process));
                } else {
                    start(process);
                }
            }
            case 2, 3, 4 -> {
                if (process.up) {
                    process.stall(world.one(2) ? world.between(1, 700) : world.between(500, 4000));
                }
            }
            case 5 -> cut(process, any(), false);
            case 6, 7 -> cut(process, any(), true);
            case 8 -> divide(process, Installation.ALONE + process.index);
            case 9 -> divide(process, 1);
            case 10 -> {
                node.gateway = !node.gateway;
                world.say(node.name, node.gateway ? "gateway back" : "gateway lost");
            }
            case 11 -> node.vip.hang(world.one(2) ? world.between(1, 500) : world.between(300, 2000));
            default -> operate(node);
        }
    }

    private SimulatedProcess any() {
        return installation.processes.get(world.chance.nextInt(installation.processes.size()));
    }

    /** With {@code strict} a node that the fence command has confirmed dead stays off. */
    private long restartAfter() {
        return installation.plan.quorum() == Quorum.STRICT
                ? World.nanos(600_000)
                : world.one(3) ? world.between(20, 300) : world.between(300, 4000);
    }

    private void start(SimulatedProcess process) {
        if (!process.up && !(installation.plan.quorum() == Quorum.STRICT && !world.calm())) {
            process.boot();
        }
    }

    private void cut(SimulatedProcess from, SimulatedProcess to, boolean both) {
        if (from != to) {
            installation.parted = true;
            installation.network.cut(from.index, to.index, both);
            world.say("network", "cuts or mends " + from.name + (both ? " and " : " to ") + to.name);
        }
    }

    private void divide(SimulatedProcess process, int segment) {
        if (installation.plan.divides()) {
            installation.parted = true;
            int to = installation.network.segment(process.index) == 0 ? segment : 0;
            installation.network.move(process.index, to);
            installation.divided |= to != 0;
            world.say("network", process.name + " stands on segment " + to);
        }
    }

    private void operate(SimulatedNode node) {
        if (!node.up || node.left) {
            return;
        }
        if (world.one(4)) {
            world.say(node.name, "is told to step down");
            node.leave();
        } else {
            world.say(node.name, "is asked for a switchover");
            node.switchover();
        }
    }
}
