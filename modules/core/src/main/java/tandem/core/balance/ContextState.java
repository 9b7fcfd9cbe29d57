package tandem.core.balance;

/** What a member says of one of its applications. */
public enum ContextState {
    /** It takes every request. */
    ENABLED,
    /** Its sessions go on, nothing new comes. */
    DISABLED,
    /** Nothing reaches it any more. */
    STOPPED
}
