package tandem.core.status;

/** What a node is to the virtual addresses. */
public enum Role {
    /** Not yet taking part. */
    STARTING,
    /** Would take the virtual addresses. */
    STANDBY,
    /** Holds the virtual addresses. */
    ACTIVE,
    /** Runs alone, without cluster and virtual addresses. */
    SINGLE,
    /** Is leaving. */
    STOPPING;

    /** The word that people read. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
