package tandem.core.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.Samples;
import tandem.core.config.BalancerConfig;
import tandem.core.config.HashConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.PolicyName;
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
    void of_equal_revisions_the_later_change_wins_whichever_node_made_it() {
        Setting earlier = new Setting(KEY, DRAINING, 3, "lb2", "bert", 100, "");
        Setting later = new Setting(KEY, SettingValue.CLEARED, 3, "lb1", "anna", 101, "");

        assertThat(merged(List.of(later, earlier)).record(KEY)).contains(later);
        assertThat(merged(List.of(earlier, later)).record(KEY)).contains(later);
        assertThat(later.concurrentWith(earlier)).isTrue();
    }

    @Test
    void a_change_that_follows_what_is_known_is_not_concurrent_with_it() {
        Setting first = new Setting(KEY, DRAINING, 3, "lb2", "bert", 100, "");
        Setting next = new Setting(KEY, SettingValue.CLEARED, 4, "lb1", "anna", 101, "");
        Setting twiceElsewhere = new Setting(KEY, SettingValue.CLEARED, 5, "lb1", "anna", 99, "");

        assertThat(next.concurrentWith(first)).isFalse();
        assertThat(twiceElsewhere.concurrentWith(first)).isTrue();
    }

    @Test
    void what_returns_to_the_file_by_itself_is_the_same_record_wherever_it_is_made() {
        Settings.Change by = new Settings.Change("lb1", "anna", 1_000, "patch day", 61_000);
        Setting draining = Settings.NONE.change(KEY, DRAINING, by);
        Settings one = merged(List.of(draining));

        assertThat(one.expired(60_999)).isEmpty();
        assertThat(one.expired(61_000)).containsExactly(draining);
        Setting ended = draining.ended();
        assertThat(ended.beats(draining)).isTrue();
        assertThat(ended.author()).isEqualTo(Setting.EXPIRY);
        Settings after = one.merge(List.of(ended)).settings();
        assertThat(after.setting(KEY)).isEmpty();
        assertThat(after.expired(Long.MAX_VALUE)).isEmpty();
        assertThat(after.merge(List.of(draining.ended())).news()).isEmpty();
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

    @Test
    void balancer_is_the_files_with_what_operators_set_and_what_cannot_be_read_is_left_out() {
        BalancerConfig file = Samples.balancer(Samples.member("a"));
        Map<String, String> values = Map.of(
                "policy",
                "bytraffic",
                "wait",
                "7s",
                "max-attempts",
                "4",
                "nofailover",
                "true",
                "sticky",
                "SID|sid",
                "hash",
                "cookie:tenant",
                "surplus",
                "25");
        Settings settings = merged(List.of(ofBalancer(values)));

        BalancerConfig balancer = settings.balancer("app", file);

        assertThat(balancer)
                .isEqualTo(file.edit()
                        .policy(PolicyName.BYTRAFFIC)
                        .waitForMember(Duration.ofSeconds(7))
                        .maxAttempts(4)
                        .nofailover(true)
                        .sticky(Optional.of(Samples.sticky("SID", "sid")))
                        .hash(new HashConfig(HashConfig.By.COOKIE, Optional.of("tenant"), 25))
                        .done());
        assertThat(settings.balancer("shop", file)).isEqualTo(file);
        assertThat(settings.members("app", file.members())).isEqualTo(file.members());
        assertThat(merged(List.of(ofBalancer(Map.of("sticky", "off"))))
                        .balancer("app", file)
                        .sticky())
                .isEmpty();
        assertThat(merged(List.of(ofBalancer(Map.of("policy", "best", "newer", "x"))))
                        .balancer("app", file))
                .isEqualTo(file);
    }

    @Test
    void slow_start_of_a_member_can_be_set() {
        MemberConfig file = Samples.member("a");
        Setting setting =
                new Setting(KEY, SettingValue.CLEARED.withValues(Map.of("slow-start", "30s")), 1, "lb1", "anna", 1, "");

        assertThat(merged(List.of(setting)).members("app", List.of(file)))
                .containsExactly(file.edit().slowStart(Duration.ofSeconds(30)).done());
        assertThatThrownBy(() -> MemberValues.check("slow-start", "25h"))
                .hasMessage("slow-start: '25h' is longer than 24h");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            value = {
                "polcy=x=a balancer has no polcy that can be set at run time; did you mean policy?",
                "policy=best=policy: 'best' is not a policy; there are byrequests, bytraffic, bybusyness, heartbeat, random, least-time,"
                        + " hash, first",
                "wait=3h=wait: '3h' is longer than 2h",
                "max-attempts=100=max-attempts: '100' is not allowed (0..99)",
                "hash=header=hash: 'header' is not source, path, uri, header:NAME or cookie:NAME",
                "hash=path:x=hash: 'path:x' is not source, path, uri, header:NAME or cookie:NAME",
                "surplus=10001=surplus: '10001' is not allowed (0..10000)",
                "nofailover=On=nofailover: 'On' is neither true nor false",
                "sticky=a;b=sticky: 'a;b' is not COOKIE, COOKIE|PARAMETER or off: at most 63 characters without blanks,"
                        + " semicolons and commas",
            })
    void values_of_a_balancer_that_cannot_be_are_named(String key, String text, String sentence) {
        BalancerConfig file = Samples.balancer(Samples.member("a"));

        assertThatThrownBy(() -> BalancerValues.check(file, key, text)).hasMessage(sentence);
    }

    private static Setting ofBalancer(Map<String, String> values) {
        SettingValue value = SettingValue.CLEARED.withValues(values);
        return new Setting(SettingKey.ofBalancer("app"), value, 1, "lb1", "anna", 1, "");
    }
}
