package tandem.core.status;

/**
 * What one node's health checks say of a member.
 *
 * @param node whose checks
 * @param reason as a sentence
 * @param sinceEpochMillis when the verdict last changed, by that node's wall clock; 0 if unknown
 * @param checkedEpochMillis when it was last checked, by that node's wall clock; 0 if never
 */
public record CheckStatus(
        String node, Verdict verdict, String reason, long sinceEpochMillis, long checkedEpochMillis) {}
