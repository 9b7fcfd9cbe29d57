package tandem.core.balance;

import java.util.concurrent.atomic.AtomicInteger;
import tandem.core.config.RetryConfig;

/**
 * How many requests of one balancer may be sent again, so that retries never add much to the load of members that are in trouble
 * because of load. One instance a {@link Schedule}. Any thread; a request that came costs one atomic step.
 */
public final class RetryBudget {
    private static final int ONE = 100;
    private static final int MOST_SAVED = 100 * ONE;
    private static final long SECOND = 1_000_000_000;

    /** In hundredths of a retry. */
    private final AtomicInteger saved = new AtomicInteger();

    private boolean begun;
    private long secondNanos;
    private int inSecond;

    /** A request came. */
    public void came(RetryConfig rule) {
        if (saved.get() < MOST_SAVED) {
            saved.addAndGet(rule.budget());
        }
    }

    /**
     * Takes one retry.
     *
     * @param nowNanos the node's clock
     * @return false if the request must do without
     */
    public synchronized boolean take(RetryConfig rule, long nowNanos) {
        if (!begun || nowNanos - secondNanos >= SECOND) {
            begun = true;
            secondNanos = nowNanos;
            inSecond = 0;
        }
        if (inSecond < rule.always()) {
            inSecond++;
            return true;
        }
        if (saved.get() < ONE) {
            return false;
        }
        saved.addAndGet(-ONE);
        return true;
    }
}
