package tandem.core.count;

import java.util.List;
import java.util.stream.LongStream;

/** What is counted of a member; the order is the wire order and never changes, new ones are added at the end. */
public enum Count {
    /** Attempts that chose this member. */
    REQUESTS,
    /** Attempts that ended without a response from it. */
    FAILURES,
    RESPONSES_1XX,
    RESPONSES_2XX,
    RESPONSES_3XX,
    RESPONSES_4XX,
    RESPONSES_5XX,
    /** Bytes written to it: heads and bodies. */
    BYTES_TO,
    /** Bytes read from it: heads and bodies. */
    BYTES_FROM,
    /** Attempts that ended, well or not; {@link #REQUESTS} minus this is what is in flight. */
    SETTLED,
    /** Responses whose head came within 1 ms of the attempt's begin; those below took longer, up to what they are called. */
    ANSWERED_1MS,
    ANSWERED_2MS,
    ANSWERED_5MS,
    ANSWERED_10MS,
    ANSWERED_20MS,
    ANSWERED_50MS,
    ANSWERED_100MS,
    ANSWERED_200MS,
    ANSWERED_500MS,
    ANSWERED_1S,
    ANSWERED_2S,
    ANSWERED_5S,
    /** Responses whose head took longer than any of those above. */
    ANSWERED_LATER,
    /** Times that it was left out for what it answered. */
    EJECTIONS;

    /** In wire order. */
    public static final List<Count> ALL = List.of(values());

    /** How long members took to answer, the quickest first: each response is in one of these. */
    public static final List<Count> ANSWER_TIMES = ALL.subList(ANSWERED_1MS.ordinal(), ANSWERED_LATER.ordinal() + 1);

    private static final long[] ANSWERED_MILLIS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The cell for a response of this status, 100..599. */
    public static Count response(int status) {
        return ALL.get(RESPONSES_1XX.ordinal() + Math.clamp(status / 100 - 1L, 0, 4));
    }

    /** The cell for a response whose head came this long after the attempt began. */
    public static Count answered(long nanos) {
        int bucket = 0;
        while (bucket < ANSWERED_MILLIS.length && nanos > ANSWERED_MILLIS[bucket] * NANOS_PER_MILLI) {
            bucket++;
        }
        return ANSWER_TIMES.get(bucket);
    }

    /** The longest time of each of {@link #ANSWER_TIMES} but the last, which has none. */
    public static List<Long> answeredMillis() {
        return LongStream.of(ANSWERED_MILLIS).boxed().toList();
    }
}
