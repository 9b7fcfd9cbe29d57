package tandem.proxy.loop;

/**
 * Counts the turns of an I/O thread: in each it hears which connections are ready, then serves them one after another. That thread
 * only.
 */
public final class Turns {
    private static final ThreadLocal<Turns> OF_THREAD = ThreadLocal.withInitial(Turns::new);

    private long count;

    private Turns() {}

    /** Those of the thread that asks. */
    public static Turns ofThisThread() {
        return OF_THREAD.get();
    }

    void next() {
        count++;
    }

    /** How many began; 0 where nobody counts them, which is so without {@link PromptSelector}. */
    public long count() {
        return count;
    }
}
