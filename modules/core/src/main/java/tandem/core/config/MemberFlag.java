package tandem.core.config;

/** What an operator or the file says of a member beyond its weight; none of them is a plain enabled member. */
public enum MemberFlag {
    /** Keeps its sessions, takes nothing new (status N). */
    DRAINING,
    /** Takes nothing, may come back (status D). */
    DISABLED,
    /** Takes nothing, is neither retried nor checked (status S). */
    STOPPED,
    /** Serves only when nothing else of its set can (status H). */
    STANDBY,
    /** Replaces, one for one, what is missing of its set (status R). */
    SPARE,
    /** Its failures never put it in error (status I). */
    IGNORE_ERRORS;

    /** The word of configuration and command line, such as {@code ignore-errors}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
