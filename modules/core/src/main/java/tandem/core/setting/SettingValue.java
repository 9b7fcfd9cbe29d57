package tandem.core.setting;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tandem.core.config.MemberFlag;
import tandem.core.config.Weight;

/**
 * What an operator wants of a member, or of a balancer, which has values alone. Each part that is empty leaves the file's value in force; all empty is a setting that was
 * cleared, kept so that its removal reaches every node.
 *
 * @param removed whether the member is gone although the file has it
 * @param values further keys, as {@link MemberValues} or {@link BalancerValues} reads them; sorted
 */
public record SettingValue(
        Optional<Set<MemberFlag>> flags, Optional<Weight> weight, boolean removed, Map<String, String> values) {
    public static final SettingValue CLEARED = new SettingValue(Optional.empty(), Optional.empty());
    public static final SettingValue REMOVED = new SettingValue(Optional.empty(), Optional.empty(), true, Map.of());

    public SettingValue {
        flags = flags.map(Set::copyOf);
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** A value of flags and weight alone. */
    public SettingValue(Optional<Set<MemberFlag>> flags, Optional<Weight> weight) {
        this(flags, weight, false, Map.of());
    }

    public boolean cleared() {
        return flags.isEmpty() && weight.isEmpty() && !removed && values.isEmpty();
    }

    /** A text that is equal for equal values alone, the same in every process. */
    String ordered() {
        return flags.map(TreeSet::new) + " " + weight.map(Weight::hundredths) + " " + removed + " " + values;
    }

    /** This value with other flags. */
    public SettingValue withFlags(Set<MemberFlag> wanted) {
        return new SettingValue(Optional.of(wanted), weight, removed, values);
    }

    /** This value with another weight. */
    public SettingValue withWeight(Weight wanted) {
        return new SettingValue(flags, Optional.of(wanted), removed, values);
    }

    /** This value with further keys set. */
    public SettingValue withValues(Map<String, String> wanted) {
        Map<String, String> all = new TreeMap<>(values);
        all.putAll(wanted);
        return new SettingValue(flags, weight, removed, all);
    }
}
