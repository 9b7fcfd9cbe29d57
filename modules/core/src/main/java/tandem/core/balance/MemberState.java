package tandem.core.balance;

/**
 * What the schedule remembers of one member: Apache's lbstatus and its error mark. Every field is read and written under the
 * lock of the {@link Schedule} that owns it.
 */
final class MemberState {
    int lbstatus;
    boolean inError;
    long errorAtNanos;
    int retries;
    String errorReason = "";
}
