package tandem.core.wire;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * For how long, and from which seed on, messages are made up: {@code -Dfuzz.seconds} (default 12) and {@code -Dseed}, which
 * begins with that message.
 */
public final class Fuzzing {
    /** What is done with one message. */
    public interface Trial {
        void run(long seed, byte[] message) throws Exception;
    }

    private Fuzzing() {}

    /** Runs trials until the time is up; fails with the seed of the message that failed. */
    public static long run(String what, Mutator mutator, Trial trial) {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong(1L << 40));
        long end = System.nanoTime()
                + Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 12)).toNanos();
        System.out.println("fuzzing " + what + " from seed " + seed);
        long count = 0;
        do {
            byte[] message = mutator.message(seed + count);
            try {
                trial.run(seed + count, message);
            } catch (Exception | AssertionError | StackOverflowError e) {
                throw new AssertionError(
                        what + ": -Dseed=" + (seed + count) + " replays " + Bytes.shown(message) + "\n"
                                + e.getMessage(),
                        e);
            }
            count++;
        } while (System.nanoTime() - end < 0);
        System.out.println("fuzzed " + what + ": " + count + " messages from seed " + seed + " on");
        return count;
    }
}
