package tandem.failover.election;

/** Why something is so; the sentence is put together only when somebody reads it. */
@FunctionalInterface
public interface Reason {
    /** For operator, log and test. */
    String sentence();

    /** A reason whose sentence is known already. */
    static Reason of(String sentence) {
        return () -> sentence;
    }
}
