package tandem.failover.lease;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tandem.failover.lease.LeaseMessage.Answer;

/**
 * A node's own claim, and what the voters say to it. Immutable.
 *
 * @param sequence of the last round
 * @param round the last round; empty before the first of a claim
 */
public record Lease(Stage stage, long sequence, Optional<Round> round) {
    /** Before the first claim. */
    public static final Lease NONE = new Lease(new Stage.Idle(), 0, Optional.empty());

    /** Where the claim stands. */
    public sealed interface Stage {
        /** No claim. */
        record Idle() implements Stage {}

        /** The kernel is being armed; nothing has been asked yet. */
        record Arming(long term, long since) implements Stage {}

        /** The voters are asked for the first time. */
        record Asking(long term, long since, String releaseHash) implements Stage {}

        /**
         * The voters have granted; the claim is renewed.
         *
         * @param goodSentAt when the last round that was granted had been sent
         * @param held how many rounds have been granted
         * @param without why the last round counts although the needed voters did not grant; empty if they did
         */
        record Held(long term, long goodSentAt, String releaseHash, long held, String without) implements Stage {}
    }

    /**
     * One question to all voters.
     *
     * @param repeats how often it was repeated
     * @param answers by voter
     * @param counted whether it has been counted as granted
     */
    public record Round(long sequence, long sentAt, int repeats, Map<String, Answer> answers, boolean counted) {
        public Round {
            answers = Map.copyOf(answers);
        }

        Set<String> granted() {
            Set<String> granted = new TreeSet<>();
            answers.forEach((voter, answer) -> {
                if (answer.granted()) {
                    granted.add(voter);
                }
            });
            return granted;
        }

        Round answered(String voter, Answer answer) {
            Map<String, Answer> all = new TreeMap<>(answers);
            all.put(voter, answer);
            return new Round(sequence, sentAt, repeats, all, counted);
        }

        Round repeated() {
            return new Round(sequence, sentAt, repeats + 1, answers, counted);
        }

        Round nowCounted() {
            return new Round(sequence, sentAt, repeats, answers, true);
        }
    }

    /** The term of the claim; 0 without one. */
    public long term() {
        return switch (stage) {
            case Stage.Idle _ -> 0;
            case Stage.Arming arming -> arming.term();
            case Stage.Asking asking -> asking.term();
            case Stage.Held held -> held.term();
        };
    }

    public boolean idle() {
        return stage instanceof Stage.Idle;
    }

    public boolean held() {
        return stage instanceof Stage.Held;
    }

    Lease to(Stage next) {
        return new Lease(next, sequence, round);
    }
}
