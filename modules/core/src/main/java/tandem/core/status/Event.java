package tandem.core.status;

/**
 * Something that happened.
 *
 * @param sequence counts this node's events, from 1
 * @param atEpochMillis wall clock
 * @param kind such as {@code ownership}, {@code member}, {@code setting}, {@code config}, {@code sharing}
 * @param text what happened, as a sentence
 */
public record Event(long sequence, long atEpochMillis, String kind, String text) {}
