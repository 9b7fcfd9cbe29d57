package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.proxy.loop.Turns;

/**
 * How much the bodies of one I/O thread may move before others have their turn. A few bodies get large shares, which save system
 * calls. Once all together moved {@link #A_TURN} in a turn, a body that begins still gets a small share, and one that is under way is
 * passed over, though not for ever. So turns stay short, and with them the times of small answers, however many clients want much at
 * once. That thread only.
 */
final class TurnBudget {
    /** The bytes of all bodies in one turn after which shares are small. */
    static final int A_TURN = 4 << 20;

    /** The small share in bytes; what a body moves before it may be passed over. */
    static final int SMALL = 64 << 10;

    /** A body has its small share in one of so many turns at least. */
    static final int MOST_PASSED_OVER = 8;

    private @Nullable Turns turns;
    private long turn;
    private long moved;
    private int seats;

    /** Whether bodies moved {@link #A_TURN} in this turn already. */
    boolean used() {
        Turns counted = turns;
        if (counted == null) {
            counted = Turns.ofThisThread();
            turns = counted;
        }
        long now = counted.count();
        if (now != turn || now == 0) {
            turn = now;
            moved = 0;
        }
        return moved >= A_TURN;
    }

    /** Where in the row of those who are passed over a body begins; another one for each. */
    int seat() {
        seats = (seats + 1) % MOST_PASSED_OVER;
        return seats;
    }

    /** A body moved so much. */
    void moved(int bytes) {
        moved += bytes;
    }
}
