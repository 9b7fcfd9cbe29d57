package tandem.core.setting;

/**
 * An operator's override on a member, as it is replicated.
 *
 * @param revision counts the changes of this key, from 1; the higher one wins
 * @param node where it was made; decides between equal revisions
 * @param author who made it
 * @param atEpochMillis when, by that node's wall clock
 * @param comment why; may be empty
 */
public record Setting(
        SettingKey key,
        SettingValue value,
        long revision,
        String node,
        String author,
        long atEpochMillis,
        String comment) {

    /** Whether this one replaces the other: the same answer on every node. */
    public boolean beats(Setting other) {
        return revision != other.revision ? revision > other.revision : node.compareTo(other.node) > 0;
    }
}
