package tandem.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.Samples;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.PolicyName;
import tandem.core.config.Weight;
import tandem.core.health.Heartbeat;
import tandem.core.setting.Settings;

/** lbmethod=heartbeat: who announces free slots gets requests. */
class HeartbeatPolicyTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int MANY = 10_000;

    private final Schedule schedule = new Schedule(new SplittableRandom(1));
    private final Balancer balancer =
            balancer(List.of(Samples.member("a", Weight.parse("50"), 0), Samples.member("b"), Samples.member("c")));

    private Balancer balancer(List<MemberConfig> members) {
        BalancerConfig config =
                new BalancerConfig(PolicyName.HEARTBEAT, Optional.empty(), false, OptionalInt.empty(), true, members);
        return Balancer.of("app", config, Settings.NONE, Samples.addresses("app", config), Set.of(), schedule);
    }

    private void heard(String name, int ready, int busy, long atNanos) {
        balancer.member(name).orElseThrow().heard(new Heartbeat(ready, busy), atNanos);
    }

    private Map<String, Integer> chosen(long nowNanos) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < MANY; i++) {
            if (balancer.choose(null, 0, List.of(), nowNanos) instanceof Choice.Chosen one) {
                counts.merge(one.member().config().name(), 1, Integer::sum);
                one.member().ended();
            }
        }
        return counts;
    }

    @Test
    void members_are_chosen_by_their_free_slots_whatever_their_weight() {
        heard("a", 30, 1, 0);
        heard("b", 10, 1, 0);
        heard("c", 0, 40, 0);

        Map<String, Integer> counts = chosen(SECOND);

        assertThat(counts).containsOnlyKeys("a", "b");
        assertThat(counts.get("a")).isBetween(MANY * 3 / 4 - 200, MANY * 3 / 4 + 200);
    }

    @Test
    void an_idle_member_counts_a_quarter_and_one_at_least() {
        heard("a", 40, 0, 0);
        heard("b", 10, 5, 0);
        assertThat(chosen(SECOND).get("a")).isBetween(MANY / 2 - 200, MANY / 2 + 200);

        heard("a", 2, 0, 0);
        heard("b", 0, 5, 0);
        assertThat(chosen(SECOND)).containsOnlyKeys("a");
    }

    @Test
    void a_member_that_is_not_heard_of_is_left_out_until_it_is() {
        heard("a", 10, 1, 0);
        heard("b", 10, 1, 5 * SECOND);

        assertThat(chosen(10 * SECOND)).containsOnlyKeys("a", "b");
        assertThat(chosen(11 * SECOND)).containsOnlyKeys("b");
        assertThat(chosen(16 * SECOND)).isEmpty();
        heard("c", 1, 1, 16 * SECOND);
        assertThat(chosen(16 * SECOND)).containsOnlyKeys("c");
    }

    @Test
    void what_was_heard_lives_on_through_changes_of_the_table() {
        heard("b", 10, 1, 0);

        Balancer later = balancer(List.of(Samples.member("b"), Samples.member("d")));

        assertThat(later.choose(null, 0, List.of(), SECOND)).isInstanceOf(Choice.Chosen.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "v=1&ready=75&busy=0 | 75/0",
                "v=1&ready=0&busy=3&later=x | 0/3",
                "busy=3&v=1&ready=2 | 2/3",
                "v=2&ready=75&busy=0 | none",
                "ready=75&busy=0 | none",
                "v=1&ready=75 | none",
                "v=1&ready=-1&busy=0 | none",
                "v=1&ready=75&busy=99999999999 | none",
                "hello | none",
            })
    void announcements_are_read_as_apache_writes_them(String text, String read) {
        assertThat(Heartbeat.parse(text).map(beat -> beat.ready() + "/" + beat.busy()))
                .isEqualTo(Optional.ofNullable(read));
    }
}
