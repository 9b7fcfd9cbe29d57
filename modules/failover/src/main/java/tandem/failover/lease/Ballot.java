package tandem.failover.lease;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tandem.failover.lease.LeaseMessage.Answer;
import tandem.failover.lease.LeaseMessage.Vote;

/**
 * What one voter has promised. Immutable; a promise excludes every other node until it runs out, counted from when the vote
 * arrived, or until it is released. A vote of a released term that arrives late, overtaken by the release, is refused.
 *
 * <table>
 * <caption>What a voter answers</caption>
 * <tr><th>State</th><th>Vote</th><th>Answer</th></tr>
 * <tr><td>any</td><td>counts other voters</td><td>refused</td></tr>
 * <tr><td>quarantined: just started, its promises forgotten</td><td>any</td><td>refused until the quarantine is over</td></tr>
 * <tr><td>promised</td><td>same node, incarnation and term; newer round</td><td>granted, extended</td></tr>
 * <tr><td>promised</td><td>the same round again</td><td>granted, not extended</td></tr>
 * <tr><td>promised</td><td>same node and incarnation, term above the highest seen</td><td>granted, once the term is on disk</td></tr>
 * <tr><td>promised</td><td>anything else</td><td>refused, with the holder and the time left</td></tr>
 * <tr><td>free</td><td>renewal under a term that was released</td><td>refused</td></tr>
 * <tr><td>free</td><td>other renewal</td><td>granted</td></tr>
 * <tr><td>free</td><td>new claim, term above the highest seen</td><td>granted, once the term is on disk</td></tr>
 * <tr><td>free</td><td>new claim, term seen already</td><td>refused, with the highest term</td></tr>
 * </table>
 *
 * @param memory what survives a restart
 * @param promise the promise; may have run out
 * @param released the promise that was released last
 * @param quarantinedUntil before which nothing is granted
 */
public record Ballot(Memory memory, Optional<Promise> promise, Optional<Promise> released, long quarantinedUntil) {
    /** Longer promises than this are refused: nobody needs one. */
    static final long LONGEST_MILLIS = 60_000;

    /**
     * What a voter must remember across a restart.
     *
     * @param highestTerm 0 if it has seen none
     * @param longestMillis the longest promise given, which a voter that forgot it has to wait for
     */
    public record Memory(long highestTerm, long longestMillis) {
        public static final Memory NONE = new Memory(0, 0);
    }

    /** @param until when it runs out */
    public record Promise(String holder, long incarnation, long term, long sequence, long until, String releaseHash) {}

    /**
     * What came of a vote.
     *
     * @param remember whether {@code next.memory()} must be on disk before the answer leaves
     */
    public record Voted(Ballot next, Answer answer, boolean remember) {}

    /**
     * A voter that has just started.
     *
     * @param promise how long promises last here
     */
    public static Ballot started(Memory memory, long now, long promise) {
        long longest = Math.max(promise, TimeUnit.MILLISECONDS.toNanos(memory.longestMillis()));
        return new Ballot(memory, Optional.empty(), Optional.empty(), now + longest);
    }

    public Voted vote(String from, Vote vote, Electorate electorate, long now) {
        if (!vote.electorate().equals(electorate.mark())) {
            return refuse(
                    vote, now, "counts other voters than " + from + "; compare cluster.nodes and cluster.witnesses");
        }
        if (vote.promiseMillis() < 1 || vote.promiseMillis() > LONGEST_MILLIS) {
            return refuse(vote, now, "a promise of " + vote.promiseMillis() + " ms is out of range");
        }
        if (quarantined(now)) {
            return refuse(vote, now, "has just started and waits until earlier promises are over");
        }
        Optional<Promise> live = promise.filter(p -> p.until() - now > 0);
        if (live.isEmpty()) {
            if (isReleased(from, vote)) {
                return refuse(vote, now, "was released from term " + vote.term());
            }
            return vote.renewal() || vote.term() > memory.highestTerm()
                    ? grant(from, vote, now)
                    : refuse(vote, now, "has seen term " + memory.highestTerm());
        }
        Promise given = live.get();
        boolean own = given.holder().equals(from) && given.incarnation() == vote.incarnation();
        if (!own) {
            return refuse(vote, now, "has promised to " + given.holder() + " under term " + given.term());
        }
        if (vote.term() != given.term()) {
            return vote.term() > memory.highestTerm()
                    ? grant(from, vote, now)
                    : refuse(vote, now, "has seen term " + memory.highestTerm());
        }
        if (vote.sequence() == given.sequence()) {
            return new Voted(this, answer(vote, true, now, ""), false);
        }
        return vote.sequence() > given.sequence()
                ? grant(from, vote, now)
                : refuse(vote, now, "has answered a later round");
    }

    /** Without effect if the nonce does not belong to the promise. */
    public Ballot released(long term, String nonce) {
        boolean right = promise.filter(p -> p.term() == term && p.releaseHash().equals(ReleaseNonce.hash(nonce)))
                .isPresent();
        return right ? new Ballot(memory, Optional.empty(), promise, quarantinedUntil) : this;
    }

    private boolean isReleased(String from, Vote vote) {
        return released.filter(p ->
                        p.holder().equals(from) && p.incarnation() == vote.incarnation() && p.term() >= vote.term())
                .isPresent();
    }

    /** Whom this voter has promised to at the moment. */
    public Optional<String> holder(long now) {
        return promise.filter(p -> p.until() - now > 0).map(Promise::holder);
    }

    /** How long nobody else, or nobody at all, is granted; 0 if somebody would be. */
    public long remaining(long now) {
        long promised = promise.map(p -> p.until() - now).orElse(0L);
        return Math.max(0, Math.max(promised, quarantined(now) ? quarantinedUntil - now : 0));
    }

    public boolean quarantined(long now) {
        return quarantinedUntil - now > 0;
    }

    private Voted grant(String from, Vote vote, long now) {
        Memory seen = new Memory(
                Math.max(memory.highestTerm(), vote.term()), Math.max(memory.longestMillis(), vote.promiseMillis()));
        Promise given = new Promise(
                from,
                vote.incarnation(),
                vote.term(),
                vote.sequence(),
                now + TimeUnit.MILLISECONDS.toNanos(vote.promiseMillis()),
                vote.releaseHash());
        Ballot next = new Ballot(seen, Optional.of(given), released, quarantinedUntil);
        return new Voted(next, next.answer(vote, true, now, ""), !seen.equals(memory));
    }

    private Voted refuse(Vote vote, long now, String why) {
        return new Voted(this, answer(vote, false, now, why), false);
    }

    private Answer answer(Vote vote, boolean granted, long now, String why) {
        return new Answer(
                vote.incarnation(),
                vote.term(),
                vote.sequence(),
                granted,
                holder(now).orElse(""),
                memory.highestTerm(),
                (remaining(now) + 999_999) / 1_000_000,
                why);
    }
}
