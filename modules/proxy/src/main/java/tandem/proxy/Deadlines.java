package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;

/**
 * Everything on one I/O thread that may take only so long. One sweep every {@link #TICK_MILLIS} ms looks at all of it, so that
 * a request sets its deadlines by writing a field. That thread only.
 */
final class Deadlines {
    static final int TICK_MILLIS = 100;

    /** Something that may run out of time. */
    abstract static class Timed {
        private int index = -1;
        private long deadlineNanos;
        private boolean armed;

        /** Sets the time, counted by the node's clock; replaces the one before. */
        final void arm(long atNanos) {
            deadlineNanos = atNanos;
            armed = true;
        }

        final void disarm() {
            armed = false;
        }

        /** Its time is up; it is disarmed. */
        @RunsOn(Lane.IO)
        abstract void expired(long nowNanos);
    }

    private final List<Timed> all = new ArrayList<>();

    void add(Timed timed) {
        if (timed.index < 0) {
            timed.index = all.size();
            all.add(timed);
        }
    }

    void remove(Timed timed) {
        int index = timed.index;
        if (index < 0) {
            return;
        }
        timed.index = -1;
        Timed last = all.removeLast();
        if (last != timed) {
            all.set(index, last);
            last.index = index;
        }
    }

    @RunsOn(Lane.IO)
    void sweep(long nowNanos) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (i >= all.size()) {
                continue;
            }
            Timed timed = all.get(i);
            if (timed.armed && nowNanos - timed.deadlineNanos >= 0) {
                timed.armed = false;
                timed.expired(nowNanos);
            }
        }
    }
}
