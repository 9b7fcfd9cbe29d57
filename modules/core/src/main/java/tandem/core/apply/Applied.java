package tandem.core.apply;

/**
 * What an operator applied and wanted to keep; stored by every node for itself.
 *
 * @param revision greater than that of whatever was applied before, on every node
 * @param author who applied it
 * @param comment why; may be empty
 * @param node where it was asked for
 * @param atEpochMillis when, by that node's wall clock
 * @param base what the file that it stands for was then on this node, as {@code SHA-256} in hexadecimal digits; when that changes the
 *     file counts again
 * @param proposal the text
 * @param inForce whether it counts; otherwise only its revision is still of use
 */
public record Applied(
        long revision,
        String author,
        String comment,
        String node,
        long atEpochMillis,
        String base,
        Proposal proposal,
        boolean inForce) {

    /** The same, out of force. */
    public Applied ended() {
        return new Applied(revision, author, comment, node, atEpochMillis, base, proposal, false);
    }
}
