package tandem.proxy;

import tandem.core.balance.Member;
import tandem.core.count.Count;
import tandem.core.count.CounterRow;

/**
 * One try of a request at one member, counted when it begins and settled exactly once. The member has been told that it began.
 * One I/O thread.
 */
final class Attempt {
    /** How a try ended. */
    enum Outcome {
        /** The member answered to the end. */
        ANSWERED,
        /** The member could not be reached, broke off, was late or talked nonsense. */
        FAILED,
        /** The client went away or sent nonsense: no fault of the member. */
        ABANDONED
    }

    private final Member member;
    private final CounterRow row;
    private final long beganNanos;
    private boolean settled;

    Attempt(Member member, CounterRow row, long nowNanos) {
        this.member = member;
        this.row = row;
        this.beganNanos = nowNanos;
        row.add(Count.REQUESTS, 1);
    }

    Member member() {
        return member;
    }

    /** A response head came. */
    void responded(int status, long nowNanos) {
        row.add(Count.response(status), 1);
        row.add(Count.answered(nowNanos - beganNanos), 1);
        member.answered(nowNanos - beganNanos, nowNanos);
    }

    /** Counts bytes of a connection up to now. */
    void moved(MemberExchange connection) {
        long bytesTo = connection.takeSent();
        long bytesFrom = connection.takeReceived();
        row.add(Count.BYTES_TO, bytesTo);
        row.add(Count.BYTES_FROM, bytesFrom);
        member.moved(bytesTo, bytesFrom);
    }

    /** It is over; a second call does nothing. */
    void settle(Outcome outcome) {
        if (!settled) {
            settled = true;
            row.add(Count.SETTLED, 1);
            member.ended();
            if (outcome == Outcome.FAILED) {
                row.add(Count.FAILURES, 1);
            }
        }
    }
}
