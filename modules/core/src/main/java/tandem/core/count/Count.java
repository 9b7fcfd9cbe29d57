package tandem.core.count;

import java.util.List;

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
    SETTLED;

    /** In wire order. */
    public static final List<Count> ALL = List.of(values());

    /** The cell for a response of this status, 100..599. */
    public static Count response(int status) {
        return ALL.get(RESPONSES_1XX.ordinal() + Math.clamp(status / 100 - 1L, 0, 4));
    }
}
