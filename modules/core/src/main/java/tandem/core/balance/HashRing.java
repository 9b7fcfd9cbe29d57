package tandem.core.balance;

import java.util.Arrays;
import java.util.List;
import tandem.core.config.Weight;

/**
 * Members on a circle of 64 bits, each at many points: a key belongs to the member of the next point. Who is on the ring, under
 * which name and weight, alone decides where the points are, so that all nodes have the same ring, and a member that comes or goes
 * moves only the keys that are its own. Immutable. Any thread.
 */
final class HashRing {
    /** Points of the lightest member: shares differ by 1 / sqrt(160), 8 %, from what weights ask for. */
    static final int POINTS = 160;

    private static final int MOST_POINTS = 100 * POINTS;

    private final List<Slice> slices;
    private final long[] points;
    private final int[] owners;

    /** One on the ring. */
    record Slice(String name, Weight weight) {}

    HashRing(List<Slice> slices) {
        this.slices = List.copyOf(slices);
        int lightest = slices.stream()
                .mapToInt(slice -> slice.weight().hundredths())
                .min()
                .orElse(1);
        int[] counts = slices.stream()
                .mapToInt(slice -> Math.min(MOST_POINTS, POINTS * slice.weight().hundredths() / lightest))
                .toArray();
        long[] hashes = new long[Arrays.stream(counts).sum()];
        int[] whose = new int[hashes.length];
        int at = 0;
        for (int slice = 0; slice < counts.length; slice++) {
            long seed = KeyHash.of(slices.get(slice).name());
            for (int i = 0; i < counts[slice]; i++) {
                hashes[at] = KeyHash.mixed(seed + i);
                whose[at++] = slice;
            }
        }
        int[] order = sorted(hashes);
        points = new long[order.length];
        owners = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            points[i] = hashes[order[i]];
            owners[i] = whose[order[i]];
        }
    }

    private static int[] sorted(long[] hashes) {
        Integer[] order = new Integer[hashes.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compareUnsigned(hashes[a], hashes[b]));
        return Arrays.stream(order).mapToInt(i -> i).toArray();
    }

    /** Whether it was made of these. */
    boolean isOf(List<Slice> others) {
        return slices.equals(others);
    }

    /** Where the walk for a key begins. */
    int at(long key) {
        int low = 0;
        int high = points.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(points[middle], key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == points.length ? 0 : low;
    }

    /** The point after this one. */
    int next(int at) {
        return at + 1 == points.length ? 0 : at + 1;
    }

    /** Whose point this is, as the index of its slice. */
    int owner(int at) {
        return owners[at];
    }

    int size() {
        return points.length;
    }
}
