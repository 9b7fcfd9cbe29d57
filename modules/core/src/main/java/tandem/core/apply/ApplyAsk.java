package tandem.core.apply;

import java.time.Duration;

/**
 * What one node asks the others while a configuration is applied. Each step may come several times and is carried out once.
 *
 * @param id names the whole undertaking, the same in all of its steps
 * @param from the node that asks
 * @param to the node that is to answer
 * @param terms who applies what, why, and for how long it is on trial
 */
public record ApplyAsk(String id, String from, String to, Step step, Terms terms) {
    /** What is to be done, in this order. */
    public enum Step {
        /** Say whether the proposal could be put into force; change nothing. */
        CHECK,
        /** Put it into force, on trial: without {@link #KEEP} in time it is to be rolled back. */
        COMMIT,
        /** End the trial; keep it. */
        KEEP,
        /** End the trial; go back to what was in force before. */
        ROLL_BACK,
        /** Let the files count again. */
        CLEAR
    }

    /**
     * Whose undertaking it is.
     *
     * @param revision what it is to be known as
     * @param author who asks
     * @param comment why; may be empty
     * @param trial how long nodes have to stay fit with it
     * @param byHand whether it is rolled back after the trial unless somebody confirmed it
     */
    public record Terms(
            long revision, String author, String comment, Duration trial, boolean byHand, Proposal proposal) {
        /** The shortest trial. */
        public static final Duration SHORTEST = Duration.ofSeconds(1);

        /** The longest trial. */
        public static final Duration LONGEST = Duration.ofHours(1);

        /** @throws IllegalArgumentException with a sentence for the operator if the trial is too short or too long */
        public Terms {
            if (trial.compareTo(SHORTEST) < 0 || trial.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "a configuration is on trial for 1s to 1h, not " + trial.toSeconds() + "s");
            }
        }
    }

    /** The answer of whoever was asked. */
    public ApplyAnswer answer(boolean done, String sentence, String hash) {
        return new ApplyAnswer(id, to, step, done, sentence, hash);
    }
}
