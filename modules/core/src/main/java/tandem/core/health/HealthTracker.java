package tandem.core.health;

import tandem.core.status.Verdict;

/**
 * Turns the results of a member's checks into a verdict: down after {@code fall} failures in a row, up after {@code rise}
 * successes in a row; the first success of all makes it up at once. Immutable. Any thread.
 *
 * @param verdict unknown until something was tried or a peer has told
 * @param streak how many results in a row speak against what is: successes above, failures below zero
 * @param reason why, as a sentence
 * @param from the peer whose verdict it is until this node has tried itself; empty: this node's own
 * @param sinceEpochMillis when the verdict last changed; 0 while unknown
 * @param checkedEpochMillis when it was last checked; 0 if never
 */
public record HealthTracker(
        Verdict verdict, int streak, String reason, String from, long sinceEpochMillis, long checkedEpochMillis) {
    public static final HealthTracker UNTRIED = new HealthTracker(Verdict.UNKNOWN, 0, "not checked yet", "", 0, 0);

    // Deliberate: Apache counts passes and failures without ever taking them back, though its manual says "in a row";
    // see
    // ADR 30.

    /**
     * A check passed.
     *
     * @param rise how many successes in a row make a member up again, at least 1
     * @param inError whether traffic has put the member in error; passing checks end that too
     */
    public HealthTracker passed(String how, int rise, boolean inError, long atEpochMillis) {
        boolean bad = verdict == Verdict.DOWN || inError;
        int passes = bad ? Math.max(0, streak) + 1 : 0;
        if (bad && passes < rise) {
            return new HealthTracker(verdict, passes, reason, "", sinceEpochMillis, atEpochMillis);
        }
        long since = verdict == Verdict.UP ? sinceEpochMillis : atEpochMillis;
        return new HealthTracker(Verdict.UP, 0, how, "", since, atEpochMillis);
    }

    /**
     * A check failed.
     *
     * @param why as a sentence
     * @param fall how many failures in a row make a member down, at least 1
     */
    public HealthTracker failed(String why, int fall, long atEpochMillis) {
        if (verdict == Verdict.DOWN) {
            return new HealthTracker(verdict, 0, why, "", sinceEpochMillis, atEpochMillis);
        }
        int fails = Math.max(0, -streak) + 1;
        if (fails < fall) {
            return new HealthTracker(verdict, -fails, why, "", sinceEpochMillis, atEpochMillis);
        }
        return new HealthTracker(Verdict.DOWN, 0, why, "", atEpochMillis, atEpochMillis);
    }

    /** A peer has checked it and this node has not yet: begins where the peer stands. */
    public HealthTracker adopted(Verdict peers, String why, String node, long atEpochMillis) {
        return verdict == Verdict.UNKNOWN && peers != Verdict.UNKNOWN
                ? new HealthTracker(peers, 0, why, node, atEpochMillis, 0)
                : this;
    }

    /** Whether enough checks in a row have passed to end an error mark: the verdict is up and nothing speaks against it. */
    public boolean sound() {
        return verdict == Verdict.UP && streak == 0;
    }
}
