package tandem.core.apply;

/**
 * What a node answers to {@link ApplyAsk}.
 *
 * @param id the undertaking's
 * @param from the node that answers
 * @param step which step it answers
 * @param done whether it did, or could do, what was asked
 * @param sentence what came of it, for the operator
 * @param hash of the configuration then in force, for a check of the one that would be; empty if it is not known
 */
public record ApplyAnswer(String id, String from, ApplyAsk.Step step, boolean done, String sentence, String hash) {}
