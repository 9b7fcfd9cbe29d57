package tandem.failover;

import java.util.concurrent.TimeUnit;
import tandem.core.port.NodeClock;

/** Stands until it is moved. */
final class FakeClock implements NodeClock {
    private long nanos = TimeUnit.SECONDS.toNanos(100);

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long epochMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
