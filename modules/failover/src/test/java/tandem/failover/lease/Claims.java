package tandem.failover.lease;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.failover.lease.Claimant.Moved;
import tandem.failover.lease.Lease.Round;
import tandem.failover.lease.Lease.Stage;
import tandem.failover.lease.LeaseMessage.Answer;

/** The claimants of the small world: the production step functions, asked once for each situation of one node. */
final class Claims {
    static final long NOW = 1000 * Instance.TICK;
    static final long TERM = 10;
    private static final long SEQUENCE = 100;
    private static final String HASH = ReleaseNonce.hash("current");

    private final Instance instance;
    private final Claimant[] claimants = new Claimant[Instance.NODES];
    private final Came[] counted = new Came[Instance.NODES * 8 * 64 * 16];
    private final Came[] ticked = new Came[Instance.NODES * 8 * 64 * 64];

    /** What a step of the claimant asks for beside messages. */
    enum Wish {
        NOTHING(""),
        ASK("%s asks a new round"),
        TAKE("%s has won and orders to show"),
        RENEW("%s orders to renew"),
        GIVE_BACK("%s is denied and gives back"),
        HIDE("%s has lost and orders to hide");

        final String told;

        Wish(String told) {
            this.told = told;
        }
    }

    /** @param begins for how many ticks the order may be begun, if the wish is an order to renew */
    record Came(Wish wish, int begins) {
        static final Came NOTHING = new Came(Wish.NOTHING, 0);
    }

    Claims(Instance instance) {
        this.instance = instance;
        for (int node = 0; node < Instance.NODES; node++) {
            claimants[node] = new Claimant(instance.rules(node));
        }
    }

    /** The longest that an order to renew may wait for its begin. */
    static int renewBegins(Instance instance) {
        LeaseTimers timers = instance.timers();
        return Instance.ticks(timers.usable() - (instance.beginsInTime() ? timers.fence() : 0));
    }

    /** A claim, its kernel armed at once, is asked for: nothing less than that lets a first showing come as late. */
    void begin(int node) {
        Moved begun = claimants[node].begin(Lease.NONE, TERM, NOW);
        require(begun.effects(), LeaseEffect.Arm.class);
        Moved asking = claimants[node].armed(begun.next(), TERM, HASH, NOW);
        require(asking.effects(), LeaseEffect.Ask.class);
        if (!(asking.next().stage() instanceof Stage.Asking)) {
            throw new IllegalStateException("asks nobody: " + asking);
        }
    }

    /** All grants of the round arrive. */
    Came counts(Moment moment, int node) {
        int key = ((node * 8 + moment.stage(node)) * 64 + moment.age(node)) * 16 + moment.grants(node);
        if (counted[key] == null) {
            counted[key] = count(moment, node);
        }
        return counted[key];
    }

    private Came count(Moment moment, int node) {
        Lease lease = lease(moment, node);
        Came came = Came.NOTHING;
        for (int voter = 0; voter < Instance.VOTERS.size(); voter++) {
            if ((moment.grants(node) & 1 << voter) != 0) {
                Answer answer = new Answer(Instance.LIFE, TERM, SEQUENCE, true, "", TERM, 0, "");
                Moved moved = claimants[node].answered(
                        lease, Instance.VOTERS.get(voter), answer, instance.hearing(node), NOW);
                lease = moved.next();
                for (LeaseEffect effect : moved.effects()) {
                    came = wish(effect);
                }
            }
        }
        return came;
    }

    /** The claimant looks at its clock. */
    Came ticks(Moment moment, int node) {
        int key = ((node * 8 + moment.stage(node)) * 64 + moment.age(node)) * 64 + moment.good(node);
        if (ticked[key] == null) {
            ticked[key] = tick(moment, node);
        }
        return ticked[key];
    }

    private Came tick(Moment moment, int node) {
        Moved moved = claimants[node].tick(lease(moment, node), instance.hearing(node), NOW);
        List<Came> wishes = moved.effects().stream()
                .map(this::wish)
                .filter(came -> came.wish() != Wish.NOTHING)
                .toList();
        if (wishes.size() > 1 && wishes.stream().noneMatch(came -> came.wish() == Wish.HIDE)) {
            throw new IllegalStateException("more than one wish: " + moved);
        }
        return wishes.isEmpty() ? Came.NOTHING : wishes.getFirst();
    }

    /** The production's view of the node, as if no answer had been delivered yet. */
    private Lease lease(Moment moment, int node) {
        boolean held = moment.stage(node) == Moment.HELD;
        boolean closed = moment.grants(node) == Moment.CLOSED;
        Round round = new Round(SEQUENCE, NOW - moment.age(node) * Instance.TICK, 2, Map.of(), closed);
        Stage stage = held
                ? new Stage.Held(TERM, NOW - moment.good(node) * Instance.TICK, HASH, 1, "")
                : new Stage.Asking(TERM, round.sentAt(), HASH);
        return new Lease(stage, SEQUENCE, Optional.of(round));
    }

    private Came wish(LeaseEffect effect) {
        return switch (effect) {
            case LeaseEffect.Ask _ -> new Came(Wish.ASK, 0);
            case LeaseEffect.Won _ -> new Came(Wish.TAKE, 0);
            case LeaseEffect.Renewed renewed -> new Came(Wish.RENEW, begins(renewed.latest()));
            case LeaseEffect.Denied _ -> new Came(Wish.GIVE_BACK, 0);
            case LeaseEffect.Lost _ -> new Came(Wish.HIDE, 0);
            case LeaseEffect.GiveBack _, LeaseEffect.Arm _ -> Came.NOTHING;
        };
    }

    private int begins(long latest) {
        long until = latest - (instance.beginsInTime() ? instance.timers().fence() : 0);
        return Instance.ticks(until - NOW);
    }

    private static void require(List<LeaseEffect> effects, Class<? extends LeaseEffect> kind) {
        if (effects.stream().noneMatch(kind::isInstance)) {
            throw new IllegalStateException("expected " + kind.getSimpleName() + ", got " + effects);
        }
    }
}
