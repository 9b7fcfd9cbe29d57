package tandem.core.health;

import tandem.core.status.Verdict;

/**
 * What one node's checks of one member say, as it is told to the peers.
 *
 * @param reason as a sentence
 * @param sinceEpochMillis when the verdict last changed, by that node's wall clock
 * @param checkedEpochMillis when it was last checked, by that node's wall clock
 */
public record CheckReport(Verdict verdict, String reason, long sinceEpochMillis, long checkedEpochMillis) {}
