package tandem.core.setting;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tandem.core.config.MemberFlag;
import tandem.core.config.Weight;

/**
 * What an operator wants of a member. Each part that is empty leaves the file's value in force; both empty is a setting that
 * was cleared, kept so that its removal reaches every node.
 */
public record SettingValue(Optional<Set<MemberFlag>> flags, Optional<Weight> weight) {
    public static final SettingValue CLEARED = new SettingValue(Optional.empty(), Optional.empty());

    public SettingValue {
        flags = flags.map(Set::copyOf);
    }

    public boolean cleared() {
        return flags.isEmpty() && weight.isEmpty();
    }

    /** A text that is equal for equal values alone, the same in every process. */
    String ordered() {
        return flags.map(TreeSet::new) + " " + weight.map(Weight::hundredths);
    }

    /** This value with other flags. */
    public SettingValue withFlags(Set<MemberFlag> wanted) {
        return new SettingValue(Optional.of(wanted), weight);
    }

    /** This value with another weight. */
    public SettingValue withWeight(Weight wanted) {
        return new SettingValue(flags, Optional.of(wanted));
    }
}
