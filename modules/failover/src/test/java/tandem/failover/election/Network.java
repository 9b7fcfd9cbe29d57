package tandem.failover.election;

import java.util.Arrays;

/** Who reaches whom: loss, delay, duplication, reordering always; one-way cuts and partitions as told. */
final class Network {
    private final World world;
    private final boolean[][] cut;
    private final int[] segment;
    boolean calm;

    Network(World world, int size) {
        this.world = world;
        this.cut = new boolean[size][size];
        this.segment = new int[size];
    }

    void carry(int from, int to, Runnable delivery) {
        if (!carries(from, to)) {
            return;
        }
        if (!calm && world.one(40)) {
            return;
        }
        world.after(delay(), delivery);
        if (world.one(50)) {
            world.after(delay(), delivery);
        }
        if (!calm && world.one(400)) {
            world.after(world.between(500, 5000), delivery);
        }
    }

    private long delay() {
        return !calm && world.one(60) ? world.between(20, 400) : world.between(0, 3);
    }

    boolean carries(int from, int to) {
        return !cut[from][to] && shared(from, to);
    }

    boolean linked(int a, int b) {
        return carries(a, b) && carries(b, a);
    }

    /** Whether both stand on one segment, so that one hears who answers for an address on the other. */
    boolean shared(int a, int b) {
        return segment[a] == segment[b];
    }

    boolean whole() {
        return Arrays.stream(segment).distinct().count() == 1;
    }

    void cut(int from, int to, boolean both) {
        cut[from][to] = !cut[from][to];
        if (both) {
            cut[to][from] = cut[from][to];
        }
    }

    void move(int node, int to) {
        segment[node] = to;
    }

    int segment(int node) {
        return segment[node];
    }

    void heal() {
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
        Arrays.fill(segment, 0);
        calm = true;
    }
}
