package tandem.core.balance;

import org.jspecify.annotations.Nullable;

/** The first that has room under its limit, so that the last ones stay idle and can be switched off; the first of all if none has. */
final class ByOrder implements Ranking {
    private final Place[] places;

    ByOrder(Place[] competitors) {
        this.places = competitors;
    }

    @Override
    public boolean weighs() {
        return false;
    }

    @Override
    public @Nullable Place best(long gained, long key, long nowNanos) {
        for (Place place : places) {
            int limit = place.member.config().limit().connections();
            if (limit == 0 || place.member.state.ownBusy() < limit) {
                return place;
            }
        }
        return places.length == 0 ? null : places[0];
    }

    @Override
    public void paid(Place place) {
        // nobody pays
    }
}
