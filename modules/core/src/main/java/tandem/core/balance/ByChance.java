package tandem.core.balance;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Two by chance, heavier ones more often, and of them the one with less to do for its weight: nearly as even as the least of all, at
 * the same price for any number of members, and nodes that do not hear of each other do not all run to the same one.
 */
final class ByChance implements Ranking {
    private final Place[] places;
    private final RandomGenerator chance;
    private final boolean byTime;
    private final long[] sums;

    /** @param byTime whether what answers took lately counts beside what is in flight */
    ByChance(Place[] competitors, RandomGenerator chance, boolean byTime) {
        this.places = competitors;
        this.chance = chance;
        this.byTime = byTime;
        this.sums = new long[competitors.length];
        long sum = 0;
        for (int i = 0; i < competitors.length; i++) {
            sum += competitors[i].weight;
            sums[i] = sum;
        }
    }

    @Override
    public boolean weighs() {
        return false;
    }

    @Override
    public @Nullable Place best(long gained, long key, long nowNanos) {
        if (places.length < 2) {
            return places.length == 0 ? null : places[0];
        }
        long all = sums[sums.length - 1];
        int first = owner(chance.nextLong(all));
        long others = chance.nextLong(all - places[first].weight);
        int second = owner(others < sums[first] - places[first].weight ? others : others + places[first].weight);
        return cost(places[second], nowNanos) < cost(places[first], nowNanos) ? places[second] : places[first];
    }

    /** The first one whose sum is above. */
    private int owner(long number) {
        int low = 0;
        int high = sums.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sums[middle] <= number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private double cost(Place place, long nowNanos) {
        MemberState state = place.member.state;
        double load = (state.busy() + 1.0) / place.weight;
        return byTime ? load * state.answerTime.expected(nowNanos) : load;
    }

    @Override
    public void paid(Place place) {
        // what a sticky hit costs is seen by what is in flight
    }
}
