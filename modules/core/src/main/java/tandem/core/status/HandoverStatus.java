package tandem.core.status;

/**
 * The newest planned switchover of a group away from the reporting node, and what becomes of the connections that it had.
 *
 * @param to who got the addresses; empty if this node has given none away since its start
 * @param step what is being done: {@code preparing}, {@code keeping}, {@code hiding}, {@code released}, then {@code draining} while
 *     connections go on here; empty before and after
 * @param left connections that go on here; -1 until they are counted, 0 after the end
 * @param total how many there were; known at the end
 * @param broken those that were closed while they carried something; known at the end
 * @param sentence what came of it; empty until the end
 */
public record HandoverStatus(String to, String step, int left, int total, int broken, String sentence) {
    /** None since the start. */
    public static final HandoverStatus NONE = new HandoverStatus("", "", 0, 0, 0, "");

    /** The step while connections go on here. */
    public static final String DRAINING = "draining";

    /** The addresses are being moved. */
    public static HandoverStatus moving(String to, String step) {
        return new HandoverStatus(to, step, -1, 0, 0, "");
    }

    /** Connections go on here. */
    public static HandoverStatus draining(String to, int left) {
        return new HandoverStatus(to, DRAINING, left, 0, 0, "");
    }

    /** It is over. */
    public static HandoverStatus ended(String to, int total, int broken, String sentence) {
        return new HandoverStatus(to, "", 0, total, broken, sentence);
    }

    /** As an operator reads it; empty if there was none. */
    public String words() {
        if (!running()) {
            return sentence;
        }
        String target = to.isEmpty() ? "" : "to " + to + ": ";
        if (!step.equals(DRAINING)) {
            return target + step;
        }
        return target + (left < 0 ? "its connections" : left + " connections") + " go on here";
    }

    /** Whether addresses are being moved, or connections go on here. */
    public boolean running() {
        return left != 0;
    }
}
