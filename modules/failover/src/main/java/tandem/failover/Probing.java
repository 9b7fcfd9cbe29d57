package tandem.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import tandem.core.port.Outcome;
import tandem.failover.vip.ThreadPriority;

/**
 * Asks the segment for each address whether somebody else has it, while the votes are on their way, and listens until it is asked
 * for the result: nothing is missed between the two. Each address by a thread of its own.
 */
final class Probing {
    private final List<Question> questions = new ArrayList<>();
    private volatile boolean ended;

    /** @param asked counted down once answers had their time, or there was one */
    private record Question(FutureTask<Outcome> outcome, CountDownLatch asked) {}

    /** @param goOn for how long it may listen at the most */
    Probing(List<VipHandle> vips, BooleanSupplier goOn) {
        for (VipHandle vip : vips) {
            CountDownLatch asked = new CountDownLatch(1);
            FutureTask<Outcome> outcome = new FutureTask<>(() -> {
                ThreadPriority.raise();
                try {
                    return vip.provider().silent(() -> {
                        asked.countDown();
                        return !ended && goOn.getAsBoolean();
                    });
                } finally {
                    asked.countDown();
                }
            });
            Thread.ofPlatform().name("tandem-probe").daemon().start(outcome);
            questions.add(new Question(outcome, asked));
        }
    }

    /** Waits until every question had its time; it goes on listening. */
    void settle() {
        try {
            for (Question question : questions) {
                question.asked().await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What speaks against taking the addresses; empty if nobody else was heard until now. */
    Optional<String> answered() {
        ended = true;
        Optional<String> first = Optional.empty();
        for (Question question : questions) {
            if (outcome(question.outcome()) instanceof Outcome.Refused refused && first.isEmpty()) {
                first = Optional.of(refused.sentence());
            }
        }
        return first;
    }

    /** Nobody wants to know any more. */
    void end() {
        ended = true;
    }

    private static Outcome outcome(FutureTask<Outcome> question) {
        try {
            return question.get();
        } catch (ExecutionException e) {
            return new Outcome.Refused("the probe failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Refused("the probe was interrupted");
        }
    }
}
