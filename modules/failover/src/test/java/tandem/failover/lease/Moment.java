package tandem.failover.lease;

import java.util.Arrays;

/**
 * The whole small world at one moment as numbers, every time relative to now. Claims, rounds and lives have no numbers of their
 * own: a promise is to the claim that its holder has now, or to an earlier one.
 */
final class Moment {
    /** Where a node stands; hiding means that the order to hide is not carried out yet. */
    static final int IDLE = 0, ASKING = 1, HELD = 2, HIDING = 3, HIDING_LOST = 4;

    /** What the VIP thread has in hand: nothing, the call that shows, the call that renews. */
    static final int NOTHING = 0, TAKE = 1, RENEW = 2;

    /** What a voter has promised; the last six are counted from {@code PROMISED + KINDS * holder}. */
    static final int FREE = 0, QUARANTINE = 1, PROMISED = 2;

    static final int THIS_ROUND = 0, EARLIER_ROUND = 1, KEPT = 2, RELEASED = 3, KEPT_BY_DEAD = 4, RELEASED_BY_DEAD = 5;

    /** How many kinds of promise to one node there are. */
    static final int KINDS = 6;

    /** No more answers count for the round. */
    static final int CLOSED = 8;

    static final int FIELDS = 28;
    private static final int PER_NODE = 9;
    private static final int PER_VOTER = 3;
    private static final int VOTERS = Instance.NODES * PER_NODE;
    private static final int ORDER = FIELDS - 1;

    final int[] field;

    Moment() {
        this(new int[FIELDS]);
    }

    private Moment(int[] field) {
        this.field = field;
    }

    Moment copy() {
        return new Moment(Arrays.copyOf(field, FIELDS));
    }

    int stage(int node) {
        return field[node * PER_NODE];
    }

    void stage(int node, int stage) {
        field[node * PER_NODE] = stage;
        if (stage != ASKING && stage != HELD) {
            round(node, 0, 0, 0);
        }
        if (stage != ASKING) {
            for (int voter = 0; voter < Instance.VOTERS.size(); voter++) {
                seen(voter, seen(voter) & ~(1 << node));
            }
        }
    }

    /** Since when the last round is out. */
    int age(int node) {
        return field[node * PER_NODE + 1];
    }

    /** Since when the last good round was sent. */
    int good(int node) {
        return field[node * PER_NODE + 2];
    }

    /** Who granted the last round, a bit a voter, or {@link #CLOSED}. */
    int grants(int node) {
        return field[node * PER_NODE + 3];
    }

    void round(int node, int age, int good, int grants) {
        field[node * PER_NODE + 1] = age;
        field[node * PER_NODE + 2] = good;
        field[node * PER_NODE + 3] = grants;
    }

    /** For how long the address answers yet; 0 if it does not. */
    int alive(int node) {
        return field[node * PER_NODE + 4];
    }

    void alive(int node, int alive) {
        field[node * PER_NODE + 4] = alive;
    }

    /** For how long a first showing succeeds yet. */
    int armed(int node) {
        return field[node * PER_NODE + 5];
    }

    void armed(int node, int armed) {
        field[node * PER_NODE + 5] = armed;
    }

    int inHand(int node) {
        return field[node * PER_NODE + 6];
    }

    void inHand(int node, int order) {
        field[node * PER_NODE + 6] = order;
    }

    /** For how long the waiting order to renew may be begun yet, plus 1; 0 without one. @param place 0 or 1 */
    int waiting(int node, int place) {
        return field[node * PER_NODE + 7 + place];
    }

    void waiting(int node, int first, int second) {
        field[node * PER_NODE + 7] = first;
        field[node * PER_NODE + 8] = second;
    }

    int promise(int voter) {
        return field[VOTERS + voter * PER_VOTER];
    }

    /** For how long the promise or the quarantine lasts yet. */
    int remaining(int voter) {
        return field[VOTERS + voter * PER_VOTER + 1];
    }

    void promise(int voter, int promise, int remaining) {
        field[VOTERS + voter * PER_VOTER] = remaining == 0 ? FREE : promise;
        field[VOTERS + voter * PER_VOTER + 1] = remaining;
    }

    /** Whether the voter has seen the term of an asking node or a higher one, a bit a node. */
    int seen(int voter) {
        return field[VOTERS + voter * PER_VOTER + 2];
    }

    void seen(int voter, int seen) {
        field[VOTERS + voter * PER_VOTER + 2] = seen;
    }

    /** Whose term is higher: 0 neither's, 1 that of the first node, 2 that of the second; 0 too where it cannot matter. */
    int order() {
        return field[ORDER];
    }

    void order(int order) {
        field[ORDER] = order;
    }

    boolean twoOwners() {
        return alive(0) > 0 && alive(1) > 0;
    }

    /** What was promised to a node becomes another kind of promise to it. */
    void turn(int node, int from, int to) {
        for (int voter = 0; voter < Instance.VOTERS.size(); voter++) {
            if (promise(voter) == PROMISED + KINDS * node + from) {
                field[VOTERS + voter * PER_VOTER] = PROMISED + KINDS * node + to;
            }
        }
    }

    /** The claim of a node is over. */
    void over(int node, int kind) {
        turn(node, THIS_ROUND, kind);
        turn(node, EARLIER_ROUND, kind);
    }

    /** Forgets what cannot matter any more, so that equal situations are equal. */
    Moment settled() {
        boolean both = voting(0) && voting(1);
        boolean asking = stage(0) == ASKING || stage(1) == ASKING;
        if (!both || !asking) {
            order(0);
        }
        for (int node = 0; node < Instance.NODES; node++) {
            if (inHand(node) != TAKE && stage(node) != ASKING) {
                armed(node, 0);
            }
            if (waiting(node, 0) == 0) {
                waiting(node, waiting(node, 1), 0);
            }
        }
        return this;
    }

    boolean voting(int node) {
        return stage(node) == ASKING || stage(node) == HELD;
    }
}
