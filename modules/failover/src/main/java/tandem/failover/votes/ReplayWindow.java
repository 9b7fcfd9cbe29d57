package tandem.failover.votes;

/**
 * Which of the last {@value #SIZE} numbers of a sequence have been seen; older ones count as seen (the sliding window of RFC
 * 4303, section 3.4.3). Not thread-safe.
 */
final class ReplayWindow {
    private static final int SIZE = Long.SIZE;

    private long highest;
    private long seen = -1L;

    /** Forgets; the number and all before it count as seen. */
    void reset(long number) {
        highest = number;
        seen = -1L;
    }

    /** Marks the number as seen, and says whether it was new. */
    boolean admit(long number) {
        if (number > highest) {
            long ahead = number - highest;
            seen = ahead >= SIZE ? 1L : seen << ahead | 1L;
            highest = number;
            return true;
        }
        long behind = highest - number;
        if (behind < 0 || behind >= SIZE || (seen & 1L << behind) != 0) {
            return false;
        }
        seen |= 1L << behind;
        return true;
    }
}
