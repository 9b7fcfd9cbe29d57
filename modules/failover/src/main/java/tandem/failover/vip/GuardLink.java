package tandem.failover.vip;

import java.io.IOException;

/** The way to a guard that runs: it reads lines until this end is closed, by us or by our death. VIP thread. */
interface GuardLink extends AutoCloseable {
    /** Whether the guard is still there to read. */
    boolean alive();

    /**
     * Tells the guard the whole state anew.
     *
     * @param line ended by a line feed
     * @throws IOException if the guard is gone, or takes no more
     */
    void write(byte[] line) throws IOException;

    /** Lets the guard do its work: what the last line shows is removed, the votes are freed. Does not wait. */
    @Override
    void close();
}
