package tandem.failover.lease;

import java.util.Optional;
import tandem.failover.lease.Ballot.Memory;
import tandem.failover.lease.Ballot.Promise;
import tandem.failover.lease.Ballot.Voted;
import tandem.failover.lease.LeaseMessage.Vote;

/** The voters of the small world: the production's ballot, asked once for each situation of one voter. */
final class Votes {
    private static final long NOW = Claims.NOW;
    private static final Electorate ELECTORATE = new Electorate(Instance.VOTERS);
    private static final long OLD_TERM = 3;
    private static final long UNSEEN = 5;
    private static final long FORMER_LIFE = Instance.LIFE - 1;
    private static final long THIS_ROUND = 100;
    private static final long LATE_ROUND = 98;
    private static final long EARLIER_ROUND = 97;

    private final Instance instance;
    private final long promiseMillis;
    private final Came[] memo;

    /** What a voter's step comes to. */
    record Came(boolean granted, int promise, int remaining, int seen) {
        boolean changes(Moment moment, int voter) {
            return promise != moment.promise(voter)
                    || remaining != moment.remaining(voter)
                    || seen != moment.seen(voter);
        }
    }

    Votes(Instance instance) {
        this.instance = instance;
        this.memo = new Came[14 * (longest(instance) + 1) * 4 * 3 * 5 * 5 * 4];
        this.promiseMillis = Instance.ticks(instance.timers().promise()) - instance.shorterBy();
    }

    /** @param late whether it is a vote of an earlier round that arrives only now */
    Came votes(Moment moment, int voter, int node, boolean late) {
        int key = moment.promise(voter);
        key = key * (longest(instance) + 1) + moment.remaining(voter);
        key = key * 4 + moment.seen(voter);
        key = key * 3 + moment.order();
        key = key * 5 + moment.stage(0);
        key = key * 5 + moment.stage(1);
        key = key * 4 + node * 2 + (late ? 1 : 0);
        if (memo[key] == null) {
            memo[key] = vote(moment, voter, node, late);
        }
        return memo[key];
    }

    private Came vote(Moment moment, int voter, int node, boolean late) {
        Ballot ballot = ballot(moment, voter);
        Vote vote = new Vote(
                Instance.LIFE,
                term(moment, node),
                late ? LATE_ROUND : THIS_ROUND,
                moment.stage(node) == Moment.HELD,
                promiseMillis,
                ReleaseNonce.hash("current"),
                ELECTORATE.mark());
        Voted voted = ballot.vote(Instance.VOTERS.get(node), vote, ELECTORATE, NOW);
        Ballot next = voted.next();
        int seen = 0;
        for (int asking = 0; asking < Instance.NODES; asking++) {
            boolean asks = moment.stage(asking) == Moment.ASKING;
            seen |= asks && next.memory().highestTerm() >= term(moment, asking) ? 1 << asking : 0;
        }
        if (next.promise().isEmpty()) {
            return new Came(false, moment.promise(voter), moment.remaining(voter), seen);
        }
        Promise given = next.promise().get();
        int holder = Instance.VOTERS.indexOf(given.holder());
        int kind = Moment.PROMISED + Moment.KINDS * holder + kind(given);
        return new Came(voted.answer().granted(), kind, Instance.ticks(given.until() - NOW), seen);
    }

    /** The proof arrives that an earlier claim is over; whether it ends the promise. */
    boolean released(Moment moment, int voter) {
        Ballot before = ballot(moment, voter);
        return before.released(OLD_TERM, "released").promise().isEmpty();
    }

    /** For how long a voter that has just started grants nothing. */
    int quarantine() {
        if (!instance.quarantine()) {
            return 0;
        }
        Ballot started = Ballot.started(Memory.NONE, NOW, instance.timers().promise());
        return Instance.ticks(started.remaining(NOW));
    }

    private static int longest(Instance instance) {
        return Instance.ticks(instance.timers().promise());
    }

    private Ballot ballot(Moment moment, int voter) {
        long highest = UNSEEN;
        for (int node = 0; node < Instance.NODES; node++) {
            highest = (moment.seen(voter) & 1 << node) != 0 ? Math.max(highest, term(moment, node)) : highest;
        }
        Memory memory = new Memory(highest, Instance.ticks(instance.timers().promise()));
        long until = NOW + moment.remaining(voter) * Instance.TICK;
        return switch (moment.promise(voter)) {
            case Moment.FREE -> new Ballot(memory, Optional.empty(), Optional.empty(), NOW);
            case Moment.QUARANTINE -> new Ballot(memory, Optional.empty(), Optional.empty(), until);
            default -> new Ballot(memory, Optional.of(promise(moment, voter, until)), Optional.empty(), NOW);
        };
    }

    private static Promise promise(Moment moment, int voter, long until) {
        int given = moment.promise(voter) - Moment.PROMISED;
        int holder = given / Moment.KINDS;
        String name = Instance.VOTERS.get(holder);
        return switch (given % Moment.KINDS) {
            case Moment.THIS_ROUND ->
                new Promise(name, Instance.LIFE, term(moment, holder), THIS_ROUND, until, hash("current"));
            case Moment.EARLIER_ROUND ->
                new Promise(name, Instance.LIFE, term(moment, holder), EARLIER_ROUND, until, hash("current"));
            case Moment.KEPT -> new Promise(name, Instance.LIFE, OLD_TERM, EARLIER_ROUND, until, hash("kept"));
            case Moment.RELEASED -> new Promise(name, Instance.LIFE, OLD_TERM, EARLIER_ROUND, until, hash("released"));
            case Moment.KEPT_BY_DEAD -> new Promise(name, FORMER_LIFE, OLD_TERM, EARLIER_ROUND, until, hash("kept"));
            default -> new Promise(name, FORMER_LIFE, OLD_TERM, EARLIER_ROUND, until, hash("released"));
        };
    }

    private static int kind(Promise given) {
        if (given.term() != OLD_TERM) {
            return given.sequence() == THIS_ROUND ? Moment.THIS_ROUND : Moment.EARLIER_ROUND;
        }
        boolean released = given.releaseHash().equals(hash("released"));
        if (given.incarnation() == Instance.LIFE) {
            return released ? Moment.RELEASED : Moment.KEPT;
        }
        return released ? Moment.RELEASED_BY_DEAD : Moment.KEPT_BY_DEAD;
    }

    private static long term(Moment moment, int node) {
        return moment.order() == node + 1 ? 2 * Claims.TERM : Claims.TERM;
    }

    private static String hash(String nonce) {
        return ReleaseNonce.hash(nonce);
    }
}
