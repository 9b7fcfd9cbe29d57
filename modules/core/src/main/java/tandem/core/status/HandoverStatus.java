package tandem.core.status;

/**
 * The newest planned switchover of a group away from the reporting node, and what becomes of the connections that it had.
 *
 * @param to who got the addresses; empty if this node has given none away since its start
 * @param left connections that go on here; -1 until they are counted, 0 after the end
 * @param total how many there were; known at the end
 * @param broken those that were closed while they carried something; known at the end
 * @param sentence what came of it; empty while connections are left
 */
public record HandoverStatus(String to, int left, int total, int broken, String sentence) {
    /** None since the start. */
    public static final HandoverStatus NONE = new HandoverStatus("", 0, 0, 0, "");

    /** Connections go on here. */
    public static HandoverStatus running(String to, int left) {
        return new HandoverStatus(to, left, 0, 0, "");
    }

    /** As an operator reads it; empty if there was none. */
    public String words() {
        if (!running()) {
            return sentence;
        }
        return "to " + to + ": " + (left < 0 ? "its connections" : left + " connections") + " go on here";
    }

    /** Whether connections go on here. */
    public boolean running() {
        return left != 0;
    }
}
