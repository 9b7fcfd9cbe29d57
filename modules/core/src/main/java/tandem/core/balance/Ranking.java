package tandem.core.balance;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.core.config.PolicyName;

/**
 * How a policy compares those that compete: of equal ones the first to enter wins. Under the lock of the {@link Schedule}. A
 * policy of another kind is one more class here and one more name.
 */
sealed interface Ranking {
    /** Whether who competes gains its weight and the winner pays the sum, as Apache's lbstatus. */
    boolean weighs();

    /**
     * The best at the moment; null if nobody competes.
     *
     * @param gained what each has gained so far, as a multiple of its weight
     */
    @Nullable
    Place best(long gained);

    /** This one has paid more. */
    void paid(Place place);

    /** @param competitors in the order in which they entered */
    static Ranking of(PolicyName policy, Place[] competitors) {
        return switch (policy) {
            case BYREQUESTS -> new ByRequests(competitors);
            case BYTRAFFIC -> new ByTraffic(competitors);
            case BYBUSYNESS -> new ByBusyness(competitors);
        };
    }

    /**
     * The highest status wins, so that each gets requests by its weight. Those of one weight gain alike and keep their order
     * until one of them pays, hence a heap for each weight.
     */
    final class ByRequests implements Ranking {
        private final List<PlaceHeap> byWeight;

        private ByRequests(Place[] competitors) {
            for (Place place : competitors) {
                place.key = place.paid;
            }
            byWeight =
                    Arrays.stream(competitors).collect(Collectors.groupingBy(place -> place.weight)).values().stream()
                            .map(PlaceHeap::new)
                            .toList();
        }

        @Override
        public boolean weighs() {
            return true;
        }

        @Override
        public @Nullable Place best(long gained) {
            Place best = null;
            long most = 0;
            for (int i = 0; i < byWeight.size(); i++) {
                Place first = byWeight.get(i).first();
                if (first == null) {
                    continue;
                }
                long status = first.weight * gained - first.paid;
                if (best == null || status > most || status == most && first.order < best.order) {
                    best = first;
                    most = status;
                }
            }
            return best;
        }

        @Override
        public void paid(Place place) {
            PlaceHeap heap = place.heap;
            if (heap != null) {
                heap.raise(place, place.paid);
            }
        }
    }

    /** The fewest bytes for its weight wins. Bytes only grow, so that what was known of a member says the least it can be. */
    final class ByTraffic implements Ranking {
        private final PlaceHeap heap;

        private ByTraffic(Place[] competitors) {
            for (Place place : competitors) {
                place.key = traffic(place);
            }
            heap = new PlaceHeap(List.of(competitors));
        }

        @Override
        public boolean weighs() {
            return false;
        }

        @Override
        public @Nullable Place best(long gained) {
            Place first = heap.first();
            while (first != null) {
                long traffic = traffic(first);
                if (traffic <= first.key) {
                    return first;
                }
                heap.raise(first, traffic);
                first = heap.first();
            }
            return null;
        }

        @Override
        public void paid(Place place) {
            // what a sticky hit costs does not count here
        }

        // Two divisions, each cut off: Apache's sequences depend on it.
        private static long traffic(Place place) {
            MemberState state = place.member.state;
            return state.bytesTo() / place.weight + state.bytesFrom() / place.weight;
        }
    }

    /** The fewest requests in flight wins; weight decides between equals. */
    final class ByBusyness implements Ranking {
        private final Place[] competitors;

        private ByBusyness(Place[] competitors) {
            this.competitors = competitors;
        }

        @Override
        public boolean weighs() {
            return true;
        }

        @Override
        public @Nullable Place best(long gained) {
            Place best = null;
            int least = 0;
            long most = 0;
            for (Place place : competitors) {
                int busy = place.member.state.busy();
                long status = place.weight * gained - place.paid;
                if (best == null || busy < least || busy == least && status > most) {
                    best = place;
                    least = busy;
                    most = status;
                }
            }
            return best;
        }

        @Override
        public void paid(Place place) {
            // all are looked at anyway
        }
    }
}
