package tandem.core.setting;

import java.util.Comparator;

/**
 * An operator's override on a member, as it is replicated.
 *
 * @param revision counts the changes of this key, from 1; the higher one wins
 * @param node where it was made; decides between equal revisions of one time
 * @param author who made it
 * @param atEpochMillis when, by that node's wall clock; the later of equal revisions wins
 * @param comment why; may be empty
 * @param expiresEpochMillis when the file's values return by themselves, by each node's wall clock; 0: never
 */
public record Setting(
        SettingKey key,
        SettingValue value,
        long revision,
        String node,
        String author,
        long atEpochMillis,
        String comment,
        long expiresEpochMillis) {
    /** The author of a record by which the file's values return by themselves. */
    public static final String EXPIRY = "expiry";

    // Nodes that did not hear each other may have made the same revision: then the newest wins, and where clocks agree
    // to the
    // millisecond all nodes still have to agree on one of them.
    private static final Comparator<Setting> ORDER = Comparator.comparingLong(Setting::revision)
            .thenComparingLong(Setting::atEpochMillis)
            .thenComparing(Setting::node)
            .thenComparing(Setting::author)
            .thenComparing(Setting::comment)
            .thenComparingLong(Setting::expiresEpochMillis)
            .thenComparing(setting -> setting.value().ordered());

    /** Without an end. */
    public Setting(
            SettingKey key,
            SettingValue value,
            long revision,
            String node,
            String author,
            long atEpochMillis,
            String comment) {
        this(key, value, revision, node, author, atEpochMillis, comment, 0);
    }

    /** Whether its time is over although it still overrides the file. */
    public boolean expired(long nowEpochMillis) {
        return expiresEpochMillis > 0 && nowEpochMillis >= expiresEpochMillis && !value.cleared();
    }

    /** The record by which the file's values return once this one has expired: the same on whichever node makes it. */
    public Setting ended() {
        return new Setting(
                key,
                SettingValue.CLEARED,
                revision + 1,
                node,
                EXPIRY,
                expiresEpochMillis,
                "the time is over that " + author + " gave it",
                0);
    }

    /**
     * Whether this record, which beats the other, was made without knowledge of it, as far as that can be told: on another node, not by
     * a later change.
     */
    public boolean concurrentWith(Setting other) {
        return !node.equals(other.node)
                && (revision == other.revision || atEpochMillis < other.atEpochMillis)
                && !value.equals(other.value);
    }

    /** Whether this one replaces the other: the same answer on every node, and between different records always one. */
    public boolean beats(Setting other) {
        return ORDER.compare(this, other) > 0;
    }
}
