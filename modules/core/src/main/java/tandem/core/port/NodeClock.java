package tandem.core.port;

/** The node's clocks. Any thread. */
public interface NodeClock {
    /** The machine's. */
    NodeClock SYSTEM = new NodeClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long epochMillis() {
            return System.currentTimeMillis();
        }
    };

    /** Monotonic; compare by subtraction. */
    long nanos();

    /** Wall clock, for people; nothing is decided by it. */
    long epochMillis();
}
