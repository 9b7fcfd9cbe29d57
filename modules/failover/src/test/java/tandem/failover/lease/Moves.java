package tandem.failover.lease;

import tandem.failover.lease.Claims.Wish;

/**
 * Everything that can happen next in the small world. Nothing has to: a message may be lost or come at any later time and twice,
 * a thread may stand still anywhere, above all between a decision and the call, and time may pass meanwhile.
 */
final class Moves {
    private final Instance instance;
    private final Packing packing;
    private final Claims claims;
    private final Votes votes;
    private final int fence;
    private final int armed;
    private final int round;

    /** Hears of each move. */
    interface Sink {
        void move(String format, int node, int voter, Moment next);
    }

    Moves(Instance instance, Packing packing) {
        this.instance = instance;
        this.packing = packing;
        this.claims = new Claims(instance);
        this.votes = new Votes(instance);
        this.fence = Instance.ticks(instance.timers().fence());
        this.armed = Instance.ticks(instance.timers().armed());
        this.round = Instance.ticks(instance.timers().round());
    }

    void from(Moment moment, Sink sink) {
        for (int node = 0; node < Instance.NODES; node++) {
            claim(moment, node, sink);
            keep(moment, node, sink);
            die(moment, node, sink);
            for (int voter = 0; voter < Instance.VOTERS.size(); voter++) {
                vote(moment, node, voter, sink);
            }
        }
        for (int voter = 0; voter < Instance.VOTERS.size(); voter++) {
            release(moment, voter, sink);
        }
        restart(moment, Instance.VOTERS.size() - 1, sink);
        sink.move("a tick", 0, 0, passed(moment));
    }

    /** What the election and the claimant of a node do. */
    private void claim(Moment moment, int node, Sink sink) {
        if (moment.stage(node) == Moment.IDLE) {
            begin(moment, node, sink);
            return;
        }
        if (!moment.voting(node)) {
            return;
        }
        came(moment, node, claims.counts(moment, node), sink);
        came(moment, node, claims.ticks(moment, node), sink);
        Moment next = moment.copy();
        if (moment.stage(node) == Moment.ASKING) {
            sink.move("%s no longer wants to take and gives back", node, 0, givenBack(next, node));
        } else {
            next.waiting(node, 0, 0);
            if (instance.hidesFirst()) {
                next.stage(node, Moment.HIDING);
                sink.move("%s orders to hide", node, 0, next);
            } else {
                next.over(node, Moment.RELEASED);
                next.stage(node, Moment.HIDING_LOST);
                sink.move("%s orders to hide and gives back", node, 0, next);
            }
        }
    }

    private void begin(Moment moment, int node, Sink sink) {
        claims.begin(node);
        int other = 1 - node;
        Moment next = moment.copy();
        next.stage(node, Moment.ASKING);
        next.round(node, 0, 0, 0);
        next.armed(node, armed + 1);
        next.inHand(node, Moment.NOTHING);
        next.order(node + 1);
        sink.move("%s is armed and asks under a new term", node, 0, next);
        if (moment.stage(other) == Moment.ASKING) {
            Moment same = next.copy();
            same.order(0);
            for (int voter = 0; voter < Instance.VOTERS.size(); voter++) {
                same.seen(voter, moment.seen(voter) == 0 ? 0 : 3);
            }
            sink.move("%s is armed and asks under the same term", node, 0, same);
        }
    }

    private void came(Moment moment, int node, Claims.Came came, Sink sink) {
        if (came.wish() == Wish.NOTHING) {
            return;
        }
        Moment next = moment.copy();
        switch (came.wish()) {
            case NOTHING -> throw new IllegalStateException("nothing came");
            case ASK -> {
                next.turn(node, Moment.THIS_ROUND, Moment.EARLIER_ROUND);
                next.round(node, 0, moment.good(node), 0);
            }
            case TAKE -> {
                next.stage(node, Moment.HELD);
                next.round(node, moment.age(node), moment.age(node), Moment.CLOSED);
                next.inHand(node, Moment.TAKE);
            }
            case RENEW -> {
                next.round(node, moment.age(node), moment.age(node), Moment.CLOSED);
                if (came.begins() >= 0) {
                    boolean first = next.waiting(node, 0) == 0;
                    int older = next.waiting(node, 1) == 0 ? next.waiting(node, 0) : next.waiting(node, 1);
                    next.waiting(node, first ? came.begins() + 1 : older, first ? 0 : came.begins() + 1);
                }
            }
            case GIVE_BACK -> givenBack(next, node);
            case HIDE -> {
                next.over(node, Moment.KEPT);
                next.waiting(node, 0, 0);
                next.stage(node, Moment.HIDING_LOST);
            }
        }
        sink.move(came.wish().told, node, 0, next);
    }

    private static Moment givenBack(Moment next, int node) {
        next.over(node, Moment.RELEASED);
        next.armed(node, 0);
        next.stage(node, Moment.IDLE);
        return next;
    }

    /** What the VIP thread of a node does. */
    private void keep(Moment moment, int node, Sink sink) {
        if (moment.inHand(node) == Moment.TAKE) {
            Moment next = moment.copy();
            next.inHand(node, Moment.NOTHING);
            boolean shows = moment.armed(node) > 0 || !instance.kernel().takesOnlyArmed();
            next.alive(node, shows ? fence + 1 : moment.alive(node));
            sink.move(shows ? "%s's kernel shows" : "%s's kernel refuses to show", node, 0, next);
        } else if (moment.inHand(node) == Moment.RENEW) {
            Moment next = moment.copy();
            next.inHand(node, Moment.NOTHING);
            boolean renews = moment.alive(node) > 0 || !instance.kernel().renewsOnlyStanding();
            next.alive(node, renews ? fence + 1 : 0);
            sink.move(renews ? "%s's kernel renews" : "%s's kernel refuses to renew", node, 0, next);
        } else if (moment.stage(node) == Moment.HIDING || moment.stage(node) == Moment.HIDING_LOST) {
            Moment next = moment.copy();
            next.alive(node, 0);
            if (moment.stage(node) == Moment.HIDING) {
                next.over(node, Moment.RELEASED);
            }
            next.stage(node, Moment.IDLE);
            sink.move("%s hides", node, 0, next);
        } else if (moment.waiting(node, 0) > 0) {
            Moment next = moment.copy();
            next.inHand(node, Moment.RENEW);
            next.waiting(node, moment.waiting(node, 1), 0);
            sink.move("%s is about to call the kernel to renew", node, 0, next);
        }
    }

    /** A process dies, its kernel's state stays, and another life of it begins; or the guard of the dead one is done. */
    private void die(Moment moment, int node, Sink sink) {
        Moment next = moment.copy();
        next.over(node, Moment.KEPT_BY_DEAD);
        next.turn(node, Moment.KEPT, Moment.KEPT_BY_DEAD);
        next.turn(node, Moment.RELEASED, Moment.RELEASED_BY_DEAD);
        next.inHand(node, Moment.NOTHING);
        next.waiting(node, 0, 0);
        next.stage(node, Moment.IDLE);
        restart(next, node, sink);
        if (moment.stage(node) == Moment.IDLE) {
            Moment guarded = moment.copy();
            guarded.alive(node, 0);
            guarded.turn(node, Moment.KEPT_BY_DEAD, Moment.RELEASED_BY_DEAD);
            sink.move("%s's guard hides and releases", node, 0, guarded);
        }
    }

    private void restart(Moment moment, int voter, Sink sink) {
        Moment next = moment.copy();
        next.promise(voter, Moment.QUARANTINE, votes.quarantine());
        sink.move("%2$s dies and starts again", 0, voter, next);
        if (next.seen(voter) != 0) {
            Moment forgot = next.copy();
            forgot.seen(voter, 0);
            sink.move("%2$s dies and starts again without its disk", 0, voter, forgot);
        }
    }

    private void vote(Moment moment, int node, int voter, Sink sink) {
        if (!moment.voting(node)) {
            return;
        }
        Votes.Came came = votes.votes(moment, voter, node, false);
        boolean counts = came.granted() && moment.grants(node) != Moment.CLOSED;
        if (counts || came.changes(moment, voter)) {
            Moment next = voted(moment, voter, came);
            int granted = moment.grants(node) | (counts ? 1 << voter : 0);
            next.round(node, moment.age(node), moment.good(node), granted);
            sink.move(came.granted() ? "%2$s grants %1$s" : "%2$s refuses %1$s", node, voter, next);
        }
        if (moment.stage(node) == Moment.HELD) {
            Votes.Came late = votes.votes(moment, voter, node, true);
            if (late.changes(moment, voter)) {
                sink.move("%2$s hears an earlier round of %1$s", node, voter, voted(moment, voter, late));
            }
        }
    }

    private static Moment voted(Moment moment, int voter, Votes.Came came) {
        Moment next = moment.copy();
        next.promise(voter, came.promise(), came.remaining());
        next.seen(voter, came.seen());
        return next;
    }

    private void release(Moment moment, int voter, Sink sink) {
        if (moment.promise(voter) >= Moment.PROMISED && votes.released(moment, voter)) {
            Moment next = moment.copy();
            next.promise(voter, Moment.FREE, 0);
            sink.move("%2$s hears the release", 0, voter, next);
        }
    }

    private Moment passed(Moment moment) {
        Moment next = moment.copy();
        for (int node = 0; node < Instance.NODES; node++) {
            if (moment.voting(node)) {
                int age = Math.min(packing.longestAge(), moment.age(node) + 1);
                boolean held = moment.stage(node) == Moment.HELD;
                int good = held ? Math.min(packing.longestGood(), moment.good(node) + 1) : 0;
                next.round(node, age, good, age > round ? Moment.CLOSED : moment.grants(node));
            }
            next.alive(node, Math.max(0, moment.alive(node) - 1));
            next.armed(node, Math.max(0, moment.armed(node) - 1));
            next.waiting(node, later(moment.waiting(node, 0)), later(moment.waiting(node, 1)));
        }
        for (int voter = 0; voter < Instance.VOTERS.size(); voter++) {
            next.promise(voter, moment.promise(voter), Math.max(0, moment.remaining(voter) - 1));
        }
        return next;
    }

    private static int later(int waiting) {
        return Math.max(0, waiting - 1);
    }
}
