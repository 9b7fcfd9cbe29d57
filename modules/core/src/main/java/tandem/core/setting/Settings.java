package tandem.core.setting;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberConfig;

/**
 * The operator settings in force. Immutable; merging is commutative and idempotent, so nodes that saw the same settings in any
 * order hold the same. Any thread.
 */
public final class Settings {
    public static final Settings NONE = new Settings(Map.of());

    private final Map<SettingKey, Setting> byKey;

    private Settings(Map<SettingKey, Setting> byKey) {
        this.byKey = Collections.unmodifiableMap(byKey);
    }

    /** The override on a member; empty where the file's values hold. */
    public Optional<SettingValue> value(SettingKey key) {
        return setting(key).map(Setting::value);
    }

    /** The override with its author and time; empty where none is in force, a cleared one included. */
    public Optional<Setting> setting(SettingKey key) {
        return Optional.ofNullable(byKey.get(key)).filter(s -> !s.value().cleared());
    }

    /** A balancer as file and operators together have it, but for its members. */
    public BalancerConfig balancer(String name, BalancerConfig inFile) {
        BalancerConfig own = value(SettingKey.ofBalancer(name))
                .map(value -> BalancerValues.applied(inFile, value.values()))
                .orElse(inFile);
        return value(SettingKey.ofClosing(name))
                .map(value -> ClosingValues.applied(own, value.values()))
                .orElse(own);
    }

    /**
     * The members of a balancer as file and operators together have them: the file's in its order, changed or removed, then those
     * that operators added, by name.
     */
    public List<MemberConfig> members(String balancer, List<MemberConfig> inFile) {
        List<MemberConfig> members = new ArrayList<>();
        Set<String> names = new HashSet<>();
        // the balancer's own
        names.add(SettingKey.ofBalancer(balancer).member());
        names.add(SettingKey.ofClosing(balancer).member());
        for (MemberConfig member : inFile) {
            names.add(member.name());
            SettingValue value = value(new SettingKey(balancer, member.name())).orElse(SettingValue.CLEARED);
            if (!value.removed()) {
                members.add(value.values().isEmpty() ? member : MemberValues.applied(member, value.values()));
            }
        }
        byKey.values().stream()
                .filter(s -> s.key().balancer().equals(balancer)
                        && !names.contains(s.key().member()))
                .filter(s -> !s.value().removed())
                .sorted(Comparator.comparing(s -> s.key().member()))
                .forEach(s ->
                        MemberValues.added(s.key().member(), s.value().values()).ifPresent(members::add));
        return members;
    }

    /** All records, cleared ones included, as they are shared and stored. */
    public Collection<Setting> records() {
        return byKey.values();
    }

    /** The record that a change by an operator makes here: one revision above the one known. */
    public Setting change(SettingKey key, SettingValue value, Change by) {
        Setting known = byKey.get(key);
        long revision = known == null ? 1 : known.revision() + 1;
        return new Setting(
                key,
                value,
                revision,
                by.node(),
                by.author(),
                by.atEpochMillis(),
                by.comment(),
                value.cleared() ? 0 : by.expiresEpochMillis());
    }

    /** Who changes a setting, where, when, why and until when; 0: until somebody else does. */
    public record Change(String node, String author, long atEpochMillis, String comment, long expiresEpochMillis) {
        /** Without an end. */
        public Change(String node, String author, long atEpochMillis, String comment) {
            this(node, author, atEpochMillis, comment, 0);
        }
    }

    /** The records in force whose time is over. */
    public List<Setting> expired(long nowEpochMillis) {
        return byKey.values().stream()
                .filter(setting -> setting.expired(nowEpochMillis))
                .toList();
    }

    /** The record of a key, a cleared one included; empty if it was never set. */
    public Optional<Setting> record(SettingKey key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** The revision of a key's record; 0 if it was never set. */
    public long revision(SettingKey key) {
        return record(key).map(Setting::revision).orElse(0L);
    }

    /** The settings after these records arrived, and which of them were news. */
    public Merge merge(Collection<Setting> incoming) {
        Map<SettingKey, Setting> merged = new LinkedHashMap<>(byKey);
        List<Setting> news = new ArrayList<>();
        for (Setting setting : incoming) {
            Setting known = merged.get(setting.key());
            if (known == null || setting.beats(known)) {
                merged.put(setting.key(), setting);
                news.add(setting);
            }
        }
        return news.isEmpty() ? new Merge(this, List.of()) : new Merge(new Settings(merged), List.copyOf(news));
    }

    /**
     * What a merge led to.
     *
     * @param news the records that replaced what was known, in arrival order; may be empty
     */
    public record Merge(Settings settings, List<Setting> news) {}

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings settings && byKey.equals(settings.byKey);
    }

    @Override
    public int hashCode() {
        return byKey.hashCode();
    }

    @Override
    public String toString() {
        return byKey.values().toString();
    }
}
