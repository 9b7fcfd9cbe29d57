package tandem.core.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.core.config.MemberFlag;
import tandem.core.config.Weight;

final class SettingsTest {
    private static final SettingKey KEY = new SettingKey("app", "a");
    private static final SettingValue DRAINING = SettingValue.CLEARED.withFlags(Set.of(MemberFlag.DRAINING));

    @Test
    void higher_revision_wins_and_equal_ones_are_decided_by_node() {
        Setting older = setting(1, "lb9");
        Setting newer = setting(2, "lb1");
        Setting sameRevision = setting(2, "lb2");

        assertThat(merged(List.of(newer, older)).setting(KEY)).contains(newer);
        assertThat(merged(List.of(sameRevision, newer)).setting(KEY)).contains(sameRevision);
        assertThat(merged(List.of(newer, sameRevision)).setting(KEY)).contains(sameRevision);
    }

    @Test
    void order_and_repetition_of_arrival_do_not_matter() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        List<Setting> records = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            SettingKey key = new SettingKey("app", "m" + random.nextInt(5));
            SettingValue value = new SettingValue(
                    random.nextBoolean() ? Optional.of(Set.of(MemberFlag.DISABLED)) : Optional.empty(),
                    random.nextBoolean() ? Optional.of(new Weight(100 + random.nextInt(900))) : Optional.empty());
            String node = "lb" + random.nextInt(3);
            long revision = 1 + random.nextInt(50);
            records.add(new Setting(key, value, revision, node, node + revision, revision, ""));
        }
        List<Setting> unique = new ArrayList<>(records.stream()
                .collect(java.util.stream.Collectors.toMap(
                        s -> s.key() + "/" + s.revision() + "/" + s.node(), s -> s, (first, second) -> first))
                .values());

        Settings one = merged(unique);
        List<Setting> shuffled = new ArrayList<>(unique);
        shuffled.addAll(unique);
        Collections.shuffle(shuffled, random);
        Settings other = Settings.NONE;
        for (Setting setting : shuffled) {
            other = other.merge(List.of(setting)).settings();
        }

        assertThat(other).as("seed %d", seed).isEqualTo(one);
    }

    @Test
    void records_of_a_node_that_lost_its_disk_and_counts_from_one_again_end_the_same_everywhere() {
        Setting before = setting(1, "lb1");
        SettingValue disabled = SettingValue.CLEARED.withFlags(Set.of(MemberFlag.DISABLED, MemberFlag.STANDBY));
        for (Setting after : List.of(
                new Setting(KEY, DRAINING, 1, "lb1", "anna", 2, ""),
                new Setting(KEY, DRAINING, 1, "lb1", "bert", 1, ""),
                new Setting(KEY, DRAINING, 1, "lb1", "anna", 1, "why"),
                new Setting(KEY, disabled, 1, "lb1", "anna", 1, ""))) {

            Settings one = merged(List.of(before, after));
            Settings other = merged(List.of(after, before));

            assertThat(one).isEqualTo(other);
        }
    }

    @Test
    void cleared_setting_is_kept_as_a_record_but_not_in_force() {
        Settings settings = merged(List.of(setting(1, "lb1")));
        Setting cleared = settings.change(KEY, SettingValue.CLEARED, new Settings.Change("lb1", "anna", 2, ""));

        Settings.Merge merge = settings.merge(List.of(cleared));

        assertThat(cleared.revision()).isEqualTo(2);
        assertThat(merge.settings().value(KEY)).isEmpty();
        assertThat(merge.settings().records()).containsExactly(cleared);
    }

    @Test
    void what_is_known_is_no_news() {
        Settings settings = merged(List.of(setting(3, "lb1")));

        assertThat(settings.merge(List.of(setting(3, "lb1"), setting(2, "lb2"))).news())
                .isEmpty();
    }

    private static Setting setting(long revision, String node) {
        return new Setting(KEY, DRAINING, revision, node, "anna", 1, "");
    }

    private static Settings merged(List<Setting> records) {
        return Settings.NONE.merge(records).settings();
    }
}
