package tandem.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tandem.core.Samples;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.OutlierConfig;
import tandem.core.config.OutlierConfig.SlowConfig;
import tandem.core.config.StatusCode;
import tandem.core.config.Weight;
import tandem.core.setting.Settings;

final class OutliersTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String BAD = "it answered 503";
    private static final OutlierConfig RULE = rule(3, Optional.empty(), 50, 30);

    private final Schedule schedule = new Schedule(new SplittableRandom(1));

    @Test
    void member_is_left_out_after_that_many_failures_in_a_row() {
        Balancer balancer = balancer(RULE, "a", "b", "c", "d");
        fail(balancer, "b", 2, 0);

        assertThat(well(balancer, "b", 0)).isEmpty();
        assertThat(fail(balancer, "b", 2, 0)).isEmpty();
        List<Outliers.Change> changes = fail(balancer, "b", 1, 0);

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Outliers.Kind.LEFT_OUT);
            assertThat(change.sentence())
                    .isEqualTo("member app/b (http://192.0.2.1) is left out for 30 s: 3 failures in a row, the last:"
                            + " it answered 503; 1 of 4 members are left out now");
        });
        assertThat(chosen(balancer, null, 8, 0)).containsOnly("a", "c", "d");
        assertThat(reason(balancer, "b", 10 * SECOND))
                .isEqualTo("left out: 3 failures in a row, the last: it answered 503; it returns in 20 s");
    }

    @Test
    void member_returns_after_its_time_and_one_more_failure_leaves_it_out_twice_as_long() {
        Balancer balancer = balancer(RULE, "a", "b", "c", "d");
        fail(balancer, "b", 3, 0);

        assertThat(chosen(balancer, null, 8, 30 * SECOND - 1)).doesNotContain("b");
        assertThat(chosen(balancer, null, 8, 30 * SECOND)).contains("b");
        List<Outliers.Change> changes = fail(balancer, "b", 1, 31 * SECOND);

        assertThat(changes.getFirst().sentence())
                .contains("left out for 60 s: it failed again after its return: it answered 503");
        assertThat(chosen(balancer, null, 8, 90 * SECOND)).doesNotContain("b");
        assertThat(chosen(balancer, null, 8, 91 * SECOND)).contains("b");
    }

    @Test
    void member_that_answers_well_after_its_return_is_back_and_time_makes_up_for_the_past() {
        Balancer balancer = balancer(RULE, "a", "b", "c", "d");
        fail(balancer, "b", 3, 0);
        chosen(balancer, null, 1, 30 * SECOND);

        assertThat(well(balancer, "b", 31 * SECOND)).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Outliers.Kind.BACK);
            assertThat(change.sentence())
                    .isEqualTo("member app/b is back in: it answered well after it had been left out for 30 s");
        });
        assertThat(fail(balancer, "b", 2, 32 * SECOND)).isEmpty();
        assertThat(fail(balancer, "b", 1, 70 * SECOND).getFirst().sentence()).contains("left out for 30 s");
    }

    @Test
    void member_is_never_left_out_for_longer_than_the_longest() {
        Balancer balancer = balancer(RULE, "a", "b", "c", "d");
        long now = 0;
        List<Outliers.Change> changes = fail(balancer, "b", 3, now);
        for (int i = 0; i < 20; i++) {
            now += 300 * SECOND;
            chosen(balancer, null, 1, now);
            changes = fail(balancer, "b", 1, now);
        }

        assertThat(changes.getFirst().sentence()).contains("left out for 300 s");
    }

    @Test
    void no_more_than_the_share_that_may_be_left_out_is() {
        Balancer balancer = balancer(RULE, "a", "b", "c");
        fail(balancer, "a", 3, 0);

        List<Outliers.Change> changes = fail(balancer, "b", 3, 0);

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Outliers.Kind.SPARED);
            assertThat(change.sentence()).contains("app/b").contains("should be left out");
        });
        assertThat(chosen(balancer, null, 6, 0)).containsOnly("b", "c");
        assertThat(reason(balancer, "b", 0))
                .isEqualTo("3 failures in a row, the last: it answered 503; it is not left out, because 1 of 3 members"
                        + " are already and 50 % may be (outliers.most)");
        assertThat(fail(balancer, "b", 1, 0)).as("said once").isEmpty();
    }

    @Test
    void lone_member_is_never_left_out() {
        Balancer balancer = balancer(RULE, "a");

        fail(balancer, "a", 10, 0);

        assertThat(chosen(balancer, null, 2, 0)).containsOnly("a");
    }

    @Test
    void those_that_operators_took_away_do_not_count() {
        Balancer balancer = balancer(
                RULE,
                Samples.member("a"),
                Samples.member("b"),
                Samples.member("c", Weight.ONE, 0, MemberFlag.DISABLED),
                Samples.member("d", Weight.ONE, 0, MemberFlag.DISABLED));
        fail(balancer, "a", 3, 0);

        assertThat(fail(balancer, "b", 3, 0).getFirst().kind()).isEqualTo(Outliers.Kind.SPARED);
    }

    @Test
    void in_a_panic_those_left_out_are_used_and_it_is_said_why() {
        Balancer balancer = balancer(rule(3, Optional.empty(), 50, 50), "a", "b", "c");
        fail(balancer, "a", 3, 0);
        assertThat(schedule.outliers().panic(balancer, 0)).isEmpty();

        schedule.failed(member(balancer, "b"), "connection refused", 0);

        assertThat(chosen(balancer, null, 6, SECOND)).containsOnly("a", "c");
        assertThat(schedule.outliers().panic(balancer, SECOND))
                .contains("only 1 of 3 members are well, less than 50 % (outliers.panic-below), so all that can be"
                        + " reached carry requests");
        assertThat(schedule.outliers().finding(balancer, member(balancer, "a"), SECOND))
                .hasValueSatisfying(finding -> {
                    assertThat(finding.out()).isFalse();
                    assertThat(finding.reason()).startsWith("it would be left out (3 failures in a row");
                });
        schedule.succeeded(member(balancer, "b"));
        assertThat(chosen(balancer, null, 6, 2 * SECOND)).containsOnly("b", "c");
        assertThat(schedule.outliers().panic(balancer, 2 * SECOND)).isEmpty();
    }

    @Test
    void with_nobody_usable_those_left_out_are_used_whatever_the_limit() {
        Balancer balancer = balancer(rule(3, Optional.empty(), 50, 0), "a", "b");
        fail(balancer, "a", 3, 0);

        schedule.failed(member(balancer, "b"), "connection refused", 0);

        assertThat(chosen(balancer, null, 3, SECOND)).containsOnly("a");
    }

    @Test
    void sessions_of_a_member_that_is_left_out_go_elsewhere_until_its_return() {
        Balancer balancer = balancer(RULE, "a", "b", "c", "d");
        assertThat(chosen(balancer, "b", 3, 0)).containsOnly("b");
        fail(balancer, "b", 3, 0);

        assertThat(chosen(balancer, "b", 3, SECOND)).doesNotContain("b");
        assertThat(chosen(balancer, "b", 3, 30 * SECOND)).containsOnly("b");
    }

    @Test
    void member_whose_errors_are_ignored_stays() {
        Balancer balancer = balancer(
                RULE,
                Samples.member("a", Weight.ONE, 0, MemberFlag.IGNORE_ERRORS),
                Samples.member("b"),
                Samples.member("c"));

        assertThat(fail(balancer, "a", 10, 0)).isEmpty();
        assertThat(chosen(balancer, null, 6, 0)).contains("a");
    }

    @Test
    void connection_does_not_end_it_but_an_operator_does() {
        Balancer balancer = balancer(RULE, "a", "b", "c");
        Member b = member(balancer, "b");
        fail(balancer, "b", 3, 0);

        schedule.succeeded(b);
        assertThat(chosen(balancer, null, 6, 0)).doesNotContain("b");
        schedule.outliers().pardon(b);

        assertThat(chosen(balancer, null, 6, 0)).contains("b");
        assertThat(schedule.outliers().finding(balancer, b, 0)).isEmpty();
        assertThat(fail(balancer, "b", 3, 0).getFirst().sentence()).contains("left out for 30 s");
    }

    @Test
    void all_return_when_the_rule_is_taken_away() {
        fail(balancer(RULE, "a", "b", "c"), "b", 3, 0);

        Balancer without = balancer(null, "a", "b", "c");

        assertThat(chosen(without, null, 6, 0)).contains("b");
    }

    @Test
    void member_that_is_gone_counts_no_longer() {
        fail(balancer(RULE, "a", "b", "c"), "b", 3, 0);

        Balancer without = balancer(RULE, "a", "c");

        assertThat(fail(without, "a", 3, 0).getFirst().kind()).isEqualTo(Outliers.Kind.LEFT_OUT);
    }

    @Test
    void member_much_slower_than_the_others_is_left_out() {
        Balancer balancer = balancer(rule(3, Optional.of(slow()), 50, 30), "a", "b", "c");
        gather(balancer, 10, 12, 100);

        List<Outliers.Change> changes = well(balancer, "a", 10 * SECOND);

        assertThat(changes)
                .singleElement()
                .satisfies(change -> assertThat(change.sentence())
                        .contains("app/c")
                        .contains("its typical response took 100 ms, that of the others 12 ms"));
        assertThat(chosen(balancer, null, 6, 10 * SECOND)).containsOnly("a", "b");
    }

    @Test
    void slowness_alone_is_no_fault_below_the_least_or_with_few_responses_or_against_nobody() {
        Balancer quick = balancer(rule(3, Optional.of(slow()), 50, 30), "a", "b", "c");
        gather(quick, 1, 1, 49);
        assertThat(well(quick, "a", 10 * SECOND)).as("below at-least").isEmpty();
        gather(quick, 100, 100, 400);
        assertThat(well(quick, "a", 20 * SECOND)).as("less than 5 times").isEmpty();
        member(quick, "a").answered(1_000_000, 0);
        for (int i = 0; i < 20; i++) {
            member(quick, "c").answered(900_000_000, 0);
        }
        assertThat(well(quick, "a", 30 * SECOND)).as("nobody to compare with").isEmpty();
    }

    @Test
    void first_time_may_not_be_longer_than_the_longest() {
        assertThatThrownBy(() -> new OutlierConfig(
                        5, Set.of(), Optional.empty(), Duration.ofMinutes(10), Duration.ofMinutes(5), 50, 30))
                .hasMessage("time: 600s is more than longest, 300s; raise longest");
    }

    // ---- what tests vary ----

    private static OutlierConfig rule(int failures, Optional<SlowConfig> slow, int most, int panicBelow) {
        return new OutlierConfig(
                failures,
                Set.of(new StatusCode(503)),
                slow,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                most,
                panicBelow);
    }

    private static SlowConfig slow() {
        return new SlowConfig(5, Duration.ofSeconds(10), 20, Duration.ofMillis(50));
    }

    private Balancer balancer(OutlierConfig rule, String... names) {
        return balancer(rule, Arrays.stream(names).map(Samples::member).toArray(MemberConfig[]::new));
    }

    private Balancer balancer(OutlierConfig rule, MemberConfig... members) {
        BalancerConfig config = Samples.balancer(members)
                .edit()
                .outliers(Optional.ofNullable(rule))
                .done();
        return Balancer.of("app", config, Settings.NONE, Samples.addresses("app", config), Set.of(), schedule);
    }

    private static Member member(Balancer balancer, String name) {
        return balancer.member(name).orElseThrow();
    }

    /** What the last of so many failures changes. */
    private List<Outliers.Change> fail(Balancer balancer, String name, int times, long nowNanos) {
        List<Outliers.Change> changes = List.of();
        for (int i = 0; i < times; i++) {
            changes = schedule.outliers().ended(balancer, member(balancer, name), BAD, nowNanos);
        }
        return changes;
    }

    private List<Outliers.Change> well(Balancer balancer, String name, long nowNanos) {
        return schedule.outliers().ended(balancer, member(balancer, name), "", nowNanos);
    }

    private String reason(Balancer balancer, String name, long nowNanos) {
        return schedule.outliers()
                .finding(balancer, member(balancer, name), nowNanos)
                .map(Outliers.Finding::reason)
                .orElse("");
    }

    /** Begins to gather, and has a, b and c answer twenty times each. */
    private void gather(Balancer balancer, int... millis) {
        well(balancer, "a", 0);
        for (int i = 0; i < millis.length; i++) {
            Member member = balancer.members().get(i);
            for (int n = 0; n < 20; n++) {
                member.answered(millis[i] * 1_000_000L, 0);
            }
        }
    }

    private static List<String> chosen(Balancer balancer, String route, int times, long nowNanos) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            if (balancer.choose(route, 0, List.of(), nowNanos) instanceof Choice.Chosen chosen) {
                names.add(chosen.member().config().name());
                chosen.member().ended();
            }
        }
        return names;
    }
}
