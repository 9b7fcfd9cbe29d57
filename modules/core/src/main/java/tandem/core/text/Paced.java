package tandem.core.text;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets each of a few recurring lines of a log pass at most once a minute. Remembers {@value #LIMIT} of them; what comes
 * beside those within a minute shares one turn. Any thread.
 */
public final class Paced {
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int LIMIT = 256;
    private static final String OTHERS = "";

    private final Map<String, Long> passed = new HashMap<>();

    /** Whether the line may pass now. */
    public synchronized boolean pass(String line, long nowNanos) {
        Long last = passed.get(line);
        if (last == null && passed.size() >= LIMIT) {
            passed.values().removeIf(at -> nowNanos - at >= PAUSE_NANOS);
            if (passed.size() >= LIMIT) {
                return passes(OTHERS, passed.get(OTHERS), nowNanos);
            }
        }
        return passes(line, last, nowNanos);
    }

    private boolean passes(String line, @Nullable Long last, long nowNanos) {
        if (last != null && nowNanos - last < PAUSE_NANOS) {
            return false;
        }
        passed.put(line, nowNanos);
        return true;
    }
}
