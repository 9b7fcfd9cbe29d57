package tandem.failover.lease;

/** What claimants and voters say to each other. Each is worth nothing when late, so none is retransmitted by the link. */
public sealed interface LeaseMessage {
    /**
     * Asks for an exclusive promise, or for its extension.
     *
     * @param incarnation of the claimant; differs between two of its lives
     * @param term of the claim
     * @param sequence grows with each round of an incarnation; repeated within a round
     * @param renewal whether the claimant holds already
     * @param promiseMillis how long a promise the claimant needs, at least 1
     * @param releaseHash what the release nonce of this term hashes to, see {@link ReleaseNonce}
     * @param electorate which voters the claimant counts; see {@link Electorate#mark}
     */
    record Vote(
            long incarnation,
            long term,
            long sequence,
            boolean renewal,
            long promiseMillis,
            String releaseHash,
            String electorate)
            implements LeaseMessage {}

    /**
     * A voter's answer to a {@link Vote}.
     *
     * @param incarnation of the claimant, from the vote
     * @param term from the vote
     * @param sequence from the vote
     * @param holder whom the voter has promised to; empty if nobody
     * @param highestTerm the highest term that the voter has seen
     * @param remainingMillis how long the voter will refuse others, or everybody; 0 if it would not
     * @param why it refused; empty if it granted
     */
    record Answer(
            long incarnation,
            long term,
            long sequence,
            boolean granted,
            String holder,
            long highestTerm,
            long remainingMillis,
            String why)
            implements LeaseMessage {}

    /** Ends a promise before its time: its holder has hidden the addresses, or is dead and its guard has removed them. */
    record LeaseRelease(long term, String nonce) implements LeaseMessage {}
}
