package tandem.failover.election;

import tandem.failover.lease.Ballot.Memory;

/** A process on a machine of its own: it dies, halts, starts again; its clock runs a little fast or slow. */
abstract class SimulatedProcess {
    final World world;
    final String name;
    final int index;
    final double rate;
    Memory memory = Memory.NONE;
    boolean up;
    long stalledUntil;
    long resumedAt;
    long upSince;
    int life;

    private final long epoch;

    SimulatedProcess(World world, String name, int index) {
        this.world = world;
        this.name = name;
        this.index = index;
        this.rate = 0.99 + 0.02 * world.chance.nextDouble();
        this.epoch = world.chance.nextLong();
    }

    /** This machine's monotonic clock. */
    long local() {
        return epoch + (long) (world.now * rate);
    }

    /** How long by the world's time this machine's clock takes for so many nanoseconds. */
    long real(long localNanos) {
        return (long) (localNanos / rate);
    }

    boolean runs() {
        return up && world.now >= stalledUntil;
    }

    /** Runs it in this life of the process, later if the process halts then. */
    void act(long delay, Runnable task) {
        int mine = life;
        world.after(delay, () -> {
            if (!up || life != mine) {
                return;
            }
            if (world.now < stalledUntil) {
                act(stalledUntil - world.now + world.chance.nextInt(200_000), task);
                return;
            }
            task.run();
        });
    }

    void stall(long nanos) {
        stalledUntil = Math.max(stalledUntil, world.now + nanos);
        resumedAt = stalledUntil;
        world.say(name, "halts until " + stalledUntil / 1_000_000);
    }

    void boot() {
        life++;
        up = true;
        upSince = world.now;
        stalledUntil = world.now;
        resumedAt = world.now;
        world.say(name, "starts");
        started();
    }

    void die(boolean withDisk) {
        up = false;
        life++;
        if (withDisk) {
            memory = Memory.NONE;
        }
        world.say(name, "dies" + (withDisk ? " with its disk" : ""));
    }

    abstract void started();

    /** Something has arrived for this process; it is heard at once, or after a halt. */
    abstract void hear(Event event);

    abstract boolean promisedTo(String node, long term);
}
