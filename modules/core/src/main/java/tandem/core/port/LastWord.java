package tandem.core.port;

/**
 * What a node that gives virtual addresses away on purpose tells the one that takes them, so that this goes on exactly where it
 * stopped: its schedules and counters. Both are called on an election thread and must return within a few milliseconds; nothing waits
 * for them, so that a hand-over without a word is as fast. Implemented by app.
 */
public interface LastWord {
    /** Says and hears nothing. */
    LastWord NONE = new LastWord() {
        @Override
        public byte[] say() {
            return new byte[0];
        }

        @Override
        public void hear(String from, byte[] word) {}
    };

    /** Where this node stands, as soon as it answers for the addresses no more; empty if it has nothing to say. */
    @RunsOn(RunsOn.Lane.ELECTION)
    byte[] say();

    /**
     * Where the other node stood; once a hand-over, before the addresses are asked for.
     *
     * @param from the node that said it
     * @param word not empty; of a node of another version perhaps, so it may make no sense
     */
    @RunsOn(RunsOn.Lane.ELECTION)
    void hear(String from, byte[] word);
}
