package tandem.core.balance;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a policy compares those that compete: of equal ones the first to enter wins. Under the lock of the {@link Schedule}. A
 * policy of another kind is one more class here and one more name.
 */
sealed interface Ranking
        permits Ranking.ByRequests, Ranking.ByTraffic, Ranking.ByBusyness, ByBeat, ByChance, ByOrder, ByHash {
    /** Whether who competes gains its weight and the winner pays the sum, as Apache's lbstatus. */
    boolean weighs();

    /**
     * The best at the moment; null if nobody competes.
     *
     * @param gained what each has gained so far, as a multiple of its weight
     * @param key of the request; see {@link Balancer#key}
     */
    @Nullable
    Place best(long gained, long key, long nowNanos);

    /** This one has paid more. */
    void paid(Place place);

    /**
     * Ranks those that compete.
     *
     * @param competitors in the order in which they entered
     * @param marks of the balancer's schedule; nobody in {@code eased} is to be heard of any more
     */
    static Ranking of(Balancer balancer, Place[] competitors, MemberState.Marks marks) {
        return switch (balancer.config().policy()) {
            case BYREQUESTS -> new ByRequests(competitors);
            case BYTRAFFIC -> new ByTraffic(competitors);
            case BYBUSYNESS -> new ByBusyness(competitors, marks.eased);
            case HEARTBEAT -> new ByBeat(competitors, marks.chance);
            case RANDOM -> new ByChance(competitors, marks.chance, false);
            case LEAST_TIME -> new ByChance(competitors, marks.chance, true);
            case HASH -> new ByHash(balancer, competitors);
            case FIRST -> new ByOrder(competitors);
        };
    }

    private static List<PlaceHeap> heaps(Place[] competitors) {
        return Arrays.stream(competitors).collect(Collectors.groupingBy(place -> place.weight)).values().stream()
                .map(PlaceHeap::new)
                .toList();
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
            byWeight = heaps(competitors);
        }

        @Override
        public boolean weighs() {
            return true;
        }

        @Override
        public @Nullable Place best(long gained, long key, long nowNanos) {
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
        public @Nullable Place best(long gained, long key, long nowNanos) {
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

    /**
     * The fewest requests in flight wins; weight decides between equals. A heap for each weight, as with {@link ByRequests}.
     * Requests that begin make a key too small, which is seen when its place comes first; those that end make it too large, and
     * say so by {@link Eased}.
     */
    final class ByBusyness implements Ranking {
        private final List<PlaceHeap> byWeight;
        private final Eased eased;

        private ByBusyness(Place[] competitors, Eased eased) {
            this.eased = eased;
            for (Place place : competitors) {
                look(place);
            }
            byWeight = heaps(competitors);
        }

        private static void look(Place place) {
            place.key = place.member.state.busy();
            place.second = place.paid;
        }

        @Override
        public boolean weighs() {
            return true;
        }

        @Override
        public @Nullable Place best(long gained, long key, long nowNanos) {
            for (MemberState state = eased.take(); state != null; state = eased.next(state)) {
                Place place = state.place;
                if (place != null) {
                    paid(place);
                }
            }
            Place best = null;
            for (int i = 0; i < byWeight.size(); i++) {
                Place first = first(byWeight.get(i));
                if (first != null && (best == null || first.key < best.key || winsAmongEquals(first, best, gained))) {
                    best = first;
                }
            }
            return best;
        }

        private static @Nullable Place first(PlaceHeap heap) {
            Place first = heap.first();
            while (first != null && first.member.state.busy() > first.key) {
                look(first);
                heap.move(first);
                first = heap.first();
            }
            return first;
        }

        /** Whether it wins over one that is as busy. */
        private static boolean winsAmongEquals(Place place, Place best, long gained) {
            long status = place.weight * gained - place.paid;
            long most = best.weight * gained - best.paid;
            return place.key == best.key && (status > most || status == most && place.order < best.order);
        }

        @Override
        public void paid(Place place) {
            PlaceHeap heap = place.heap;
            if (heap != null) {
                look(place);
                heap.move(place);
            }
        }
    }
}
