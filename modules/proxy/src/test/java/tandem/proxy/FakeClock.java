package tandem.proxy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import tandem.core.port.NodeClock;

/** A clock that a test moves. */
final class FakeClock implements NodeClock {
    private final AtomicLong nanos = new AtomicLong(1_000_000_000L);

    void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public long epochMillis() {
        return nanos.get() / 1_000_000;
    }
}
