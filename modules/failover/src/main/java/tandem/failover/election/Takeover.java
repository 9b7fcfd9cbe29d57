package tandem.failover.election;

/**
 * How the addresses came to this node, step by step, in nanoseconds of its own clock.
 *
 * @param candidateAt when it began to ask for them
 * @param wonAt when the voters had granted
 * @param shownAt when the addresses answered here
 */
public record Takeover(long term, Cause cause, long candidateAt, long wonAt, long shownAt) {
    /** How long nobody held them, as far as this node knows. */
    public long tookNanos() {
        return shownAt - cause.sinceNanos();
    }
}
