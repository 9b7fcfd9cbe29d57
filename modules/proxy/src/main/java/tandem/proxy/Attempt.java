package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.core.balance.Member;
import tandem.core.count.Count;
import tandem.core.count.CounterRow;
import tandem.core.port.Traces.Span;

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
        ABANDONED;

        /** As spans say it. */
        String word() {
            return switch (this) {
                case ANSWERED -> "answered";
                case FAILED -> "failed";
                case ABANDONED -> "abandoned";
            };
        }
    }

    private final Member member;
    private final CounterRow row;
    private final long beganNanos;
    private final @Nullable Span span;
    private boolean settled;

    /** @param span null if the request is not recorded */
    Attempt(Member member, CounterRow row, long nowNanos, @Nullable Span span) {
        this.member = member;
        this.row = row;
        this.beganNanos = nowNanos;
        this.span = span;
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
        if (span != null) {
            SpanFacts.answered(span, status);
        }
    }

    /** Counts bytes of a connection up to now. */
    void moved(MemberExchange connection) {
        long bytesTo = connection.takeSent();
        long bytesFrom = connection.takeReceived();
        row.add(Count.BYTES_TO, bytesTo);
        row.add(Count.BYTES_FROM, bytesFrom);
        member.moved(bytesTo, bytesFrom);
    }

    /**
     * The member is at fault.
     *
     * @param kind in a word, for its span
     */
    void failed(String kind) {
        if (span != null && !settled) {
            span.failed(kind);
        }
        settle(Outcome.FAILED);
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
            if (span != null) {
                SpanFacts.end(span, outcome);
            }
        }
    }
}
