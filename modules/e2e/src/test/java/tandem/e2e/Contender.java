package tandem.e2e;

/** Two nodes on a stage that share one address by some means, so that different means can be tried alike. */
interface Contender extends AutoCloseable {

    /** For figures, such as {@code keepalived, advert 1 s}. */
    String name();

    /** How it is configured where that matters, as a phrase. */
    String configuration();

    Stage stage();

    /** The node that holds the address; fails if none does. */
    String owner();

    /** Makes a command that kills, with SIGKILL, the processes that serve and decide. It does not look anything up. */
    Runnable readiedKill(String node);

    /** Makes a command that moves the address to the other node on purpose. */
    Runnable readiedHandOver(String from);

    /** Starts a node after {@link #readiedKill} or {@link Net#wipe}, or makes it a candidate again after a hand-over. */
    void restore(String node);

    /** Lets stopped processes of a node run again. */
    void thaw(String node);

    /** Waits until one node holds the address and the other could take it. */
    void settle();

    @Override
    void close();
}
