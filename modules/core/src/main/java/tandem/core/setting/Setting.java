package tandem.core.setting;

import java.util.Comparator;

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

    // Revision and node decide, except where a node lost its disk and counted from 1 again: then two records share
    // both,
    // and all nodes still have to agree on one of them.
    private static final Comparator<Setting> ORDER = Comparator.comparingLong(Setting::revision)
            .thenComparing(Setting::node)
            .thenComparingLong(Setting::atEpochMillis)
            .thenComparing(Setting::author)
            .thenComparing(Setting::comment)
            .thenComparing(setting -> setting.value().ordered());

    /** Whether this one replaces the other: the same answer on every node, and between different records always one. */
    public boolean beats(Setting other) {
        return ORDER.compare(this, other) > 0;
    }
}
