package tandem.core.balance;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tandem.core.health.Heartbeat;

/**
 * By chance, in proportion to what members say they could begin at once; Apache's mod_lbmethod_heartbeat. Who was not heard of for
 * 10 s is left out, whoever is idle counts a quarter, and weights do not count.
 */
final class ByBeat implements Ranking {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int IDLE_SHARE = 4;

    private final Place[] places;
    private final RandomGenerator chance;

    ByBeat(Place[] competitors, RandomGenerator chance) {
        this.places = competitors;
        this.chance = chance;
    }

    @Override
    public boolean weighs() {
        return false;
    }

    @Override
    public @Nullable Place best(long gained, long key, long nowNanos) {
        long all = 0;
        for (Place place : places) {
            all += slots(place.member.state, nowNanos);
        }
        if (all == 0) {
            return null;
        }
        long drawn = chance.nextLong(all);
        for (Place place : places) {
            drawn -= slots(place.member.state, nowNanos);
            if (drawn < 0) {
                return place;
            }
        }
        return null;
    }

    // Deliberate: an idle member with fewer slots than four counts one; in Apache it counts none and is never chosen.
    private static int slots(MemberState state, long nowNanos) {
        MemberState.Beat beat = state.beat;
        if (beat == null || nowNanos - beat.heardNanos() > FRESH_NANOS) {
            return 0;
        }
        Heartbeat said = beat.said();
        boolean idle = said.busy() == 0 && said.ready() > 0;
        return idle ? Math.max(1, said.ready() / IDLE_SHARE) : said.ready();
    }

    @Override
    public void paid(Place place) {
        // nobody pays
    }
}
