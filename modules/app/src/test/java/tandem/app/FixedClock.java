package tandem.app;

import tandem.core.port.NodeClock;

/** A clock that stands until a test moves it. */
final class FixedClock implements NodeClock {
    long nanos;
    long epochMillis = 1_700_000_000_000L;

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long epochMillis() {
        return epochMillis;
    }
}
