package tandem.core.balance;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who comes next on the ring after a request's key, those left out that do not compete or carry more than their share allows. */
final class ByHash implements Ranking {
    private final HashRing ring;
    private final Place[] places;
    private final @Nullable Place[] byIndex;
    private final int surplus;
    private final long weights;

    ByHash(Balancer balancer, Place[] competitors) {
        this.ring = Objects.requireNonNull(balancer.ring(), "a ring of the members");
        this.places = competitors;
        this.byIndex = new Place[balancer.members().size()];
        this.surplus = balancer.config().hash().surplus();
        long sum = 0;
        for (Place place : competitors) {
            byIndex[place.member.index()] = place;
            sum += place.weight;
        }
        this.weights = sum;
    }

    @Override
    public boolean weighs() {
        return false;
    }

    @Override
    public @Nullable Place best(long gained, long key, long nowNanos) {
        if (places.length == 0) {
            return null;
        }
        long requests = surplus == 0 ? 0 : 1L + inFlight();
        int at = ring.at(key);
        for (int i = 0; i < ring.size(); i++) {
            Place place = byIndex[ring.owner(at)];
            if (place != null && (surplus == 0 || fits(place, requests))) {
                return place;
            }
            at = ring.next(at);
        }
        return places[0];
    }

    private long inFlight() {
        long sum = 0;
        for (Place place : places) {
            sum += place.member.state.busy();
        }
        return sum;
    }

    /** Whether one more is within its share of all these requests and the surplus, rounded up. */
    private boolean fits(Place place, long requests) {
        double most = Math.ceil((100.0 + surplus) / 100 * requests * place.weight / weights);
        return place.member.state.busy() + 1 <= most;
    }

    @Override
    public void paid(Place place) {
        // nobody pays
    }
}
