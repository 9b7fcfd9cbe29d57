package tandem.core.status;

/** What checks and traffic conclude of a member. */
public enum Verdict {
    /** Nothing was tried yet. */
    UNKNOWN,
    UP,
    DOWN;

    /** The word that people read. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
