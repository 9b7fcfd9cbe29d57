package tandem.core.apply;

/**
 * What of an applied configuration is in force on a node.
 *
 * @param id names the undertaking that the rest is about; empty if there was none since the node started
 * @param revision of the configuration in force; 0 if it is the file's
 * @param author who applied it; empty if it is the file's
 * @param comment why; may be empty
 * @param atEpochMillis when; 0 if it is the file's
 * @param untilEpochMillis when the trial ends; 0 if there is none
 * @param sentence what became of the last one that was applied since the node started; empty if none was
 */
public record ApplyStatus(
        String id,
        Phase phase,
        long revision,
        String author,
        String comment,
        long atEpochMillis,
        long untilEpochMillis,
        String sentence) {

    /** How far it is. */
    public enum Phase {
        /** The files are in force. */
        FILE,
        /** It is in force until its trial ends. */
        TRIAL,
        /** It is in force for good, instead of a file. */
        APPLIED,
        /** The last one that was applied has been rolled back; what was before is in force. */
        ROLLED_BACK
    }

    /** Nothing was ever applied. */
    public static final ApplyStatus NONE = new ApplyStatus("", Phase.FILE, 0, "", "", 0, 0, "");
}
