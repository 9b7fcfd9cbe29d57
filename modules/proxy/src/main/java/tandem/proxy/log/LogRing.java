package tandem.proxy.log;

import java.util.concurrent.atomic.AtomicLong;

/** Lines on their way from one I/O thread to the writer: bounded, and what does not fit is counted. */
final class LogRing {
    private static final int HEAD = 8;

    private final byte[] bytes;
    private final int mask;
    private final Runnable wake;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /** Takes lines out. */
    interface Taker {
        /** The line's bytes lie in one or two pieces. */
        void line(int file, byte[] from, int at, int length, int rest);
    }

    /**
     * @param size bytes; a power of two
     * @param wake called on the I/O thread when half of it is used
     */
    LogRing(int size, Runnable wake) {
        this.bytes = new byte[size];
        this.mask = size - 1;
        this.wake = wake;
    }

    /** Puts a line in; false if there is no room. The I/O thread alone. */
    boolean offer(int file, byte[] line, int length) {
        long at = written.getPlain();
        long used = at - taken.getAcquire();
        int needed = HEAD + length;
        if (used + needed > bytes.length) {
            dropped.setRelease(dropped.getPlain() + 1);
            return false;
        }
        number(at, file);
        number(at + 4, length);
        int start = (int) (at + HEAD) & mask;
        int first = Math.min(length, bytes.length - start);
        System.arraycopy(line, 0, bytes, start, first);
        System.arraycopy(line, first, bytes, 0, length - first);
        written.setRelease(at + needed);
        int half = bytes.length / 2;
        if (used < half && used + needed >= half) {
            wake.run();
        }
        return true;
    }

    /** Takes out what is there; how many lines. The writer alone. */
    int drain(Taker taker) {
        long end = written.getAcquire();
        long at = taken.getPlain();
        int lines = 0;
        while (at < end) {
            int file = number(at);
            int length = number(at + 4);
            int start = (int) (at + HEAD) & mask;
            int first = Math.min(length, bytes.length - start);
            taker.line(file, bytes, start, first, length - first);
            at += HEAD + length;
            lines++;
            taken.setRelease(at);
        }
        return lines;
    }

    /** How many lines found no room; any thread. */
    long dropped() {
        return dropped.getAcquire();
    }

    private void number(long at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[(int) (at + i) & mask] = (byte) (value >>> 8 * i);
        }
    }

    private int number(long at) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            value |= (bytes[(int) (at + i) & mask] & 0xff) << 8 * i;
        }
        return value;
    }
}
