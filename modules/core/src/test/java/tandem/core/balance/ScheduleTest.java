package tandem.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static tandem.core.Samples.addresses;
import static tandem.core.Samples.balancer;
import static tandem.core.Samples.member;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.Weight;
import tandem.core.setting.Settings;

final class ScheduleTest {
    private static final long SECOND = 1_000_000_000L;

    static Stream<Arguments> sequences() {
        return Stream.of(
                arguments("two alike", balancer(member("a"), member("b")), "a b a b a b"),
                arguments("three alike", balancer(member("a"), member("b"), member("c")), "a b c a b c"),
                arguments(
                        "one of four disabled",
                        balancer(member("a"), flagged("b", MemberFlag.DISABLED), member("c"), member("d")),
                        "a c d a c d"),
                arguments(
                        "the last twice as heavy",
                        balancer(member("a"), member("b"), member("c"), heavy("d", "2")),
                        "d a b c d d a b c d"),
                arguments("1:2", balancer(member("a"), heavy("b", "2")), "b a b b a b"),
                arguments("1:3", balancer(member("a"), heavy("b", "3")), "b a b b b a b b"),
                arguments("5:1:1", balancer(heavy("a", "5"), member("b"), member("c")), "a a b a c a a a a b a c a a"),
                arguments("1:1.5", balancer(member("a"), heavy("b", "1.5")), "b a b a b b a b a b"),
                arguments(
                        "1:20:5",
                        balancer(member("a"), heavy("b", "20"), heavy("c", "5")),
                        "b b c b b b b c b b b a b b c b b b c b b b b c b b"),
                arguments(
                        "a standby waits",
                        balancer(member("a"), member("b"), flagged("s", MemberFlag.STANDBY)),
                        "a b a b"),
                arguments(
                        "one draining, one spare",
                        balancer(flagged("a", MemberFlag.DRAINING), member("b"), flagged("r", MemberFlag.SPARE)),
                        "b r b r"),
                arguments(
                        "two disabled, three spares",
                        balancer(
                                flagged("a", MemberFlag.DISABLED),
                                flagged("b", MemberFlag.DISABLED),
                                flagged("r1", MemberFlag.SPARE),
                                flagged("r2", MemberFlag.SPARE),
                                flagged("r3", MemberFlag.SPARE)),
                        "r1 r2 r1 r2"),
                arguments(
                        "a lower set is exhausted first", balancer(member("a"), inSet("b", 1), inSet("c", 1)), "a a a"),
                arguments(
                        "the next set serves when the lower cannot",
                        balancer(flagged("a", MemberFlag.STOPPED), inSet("b", 1), inSet("c", 1)),
                        "b c b c"),
                arguments(
                        "a standby of the lower set wins over the next set",
                        balancer(flagged("a", MemberFlag.STOPPED), flagged("h", MemberFlag.STANDBY), inSet("b", 1)),
                        "h h h"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sequences")
    void sequence_is_apaches(String name, BalancerConfig config, String expected) {
        Balancer balancer = ready(config);

        String chosen = choices(balancer, expected.split(" ").length);

        assertThat(chosen).isEqualTo(expected);
    }

    @Test
    void standbys_serve_when_all_others_are_in_error() {
        Balancer balancer = ready(balancer(member("a"), member("b"), flagged("s", MemberFlag.STANDBY)));
        fail(balancer, "a", 0);
        fail(balancer, "b", 0);

        assertThat(choices(balancer, 3)).isEqualTo("s s s");
    }

    @Test
    void spare_replaces_a_member_in_error_and_rests_while_all_are_well() {
        BalancerConfig config = balancer(member("a"), member("b"), flagged("r", MemberFlag.SPARE));
        Balancer failing = ready(config);
        fail(failing, "a", 0);

        assertThat(choices(failing, 4)).isEqualTo("b r b r");
        assertThat(choices(ready(config), 4)).isEqualTo("a b a b");
    }

    @Test
    void sticky_requests_count_in_the_schedule() {
        Balancer balancer = ready(balancer(member("a"), member("b")));

        for (int i = 0; i < 3; i++) {
            assertThat(chosen(balancer, "a", 0)).isEqualTo("a");
        }

        assertThat(balancer.schedule().snapshot()).isEqualTo(Map.of("a", -300, "b", 300));
        assertThat(choices(balancer, 8)).isEqualTo("b b b a b a b a");
    }

    @Test
    void status_of_a_member_in_error_stands_still() {
        Balancer balancer = ready(balancer(member("a"), member("b")));
        assertThat(chosen(balancer, null, 0)).isEqualTo("a");
        fail(balancer, "a", 0);

        assertThat(choices(balancer, 4)).isEqualTo("b b b b");
        balancer.schedule().succeeded(balancer.member("a").orElseThrow());

        assertThat(choices(balancer, 4)).isEqualTo("b a b a");
    }

    @Test
    void any_number_of_threads_keeps_the_shares_exact() throws InterruptedException {
        Balancer balancer = ready(balancer(member("a"), heavy("b", "3"), heavy("c", "2")));
        Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 6_000; n++) {
                    counts.computeIfAbsent(chosen(balancer, null, 0), name -> new AtomicInteger())
                            .incrementAndGet();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(counts.get("a").get()).isEqualTo(4_000);
        assertThat(counts.get("b").get()).isEqualTo(12_000);
        assertThat(counts.get("c").get()).isEqualTo(8_000);
    }

    @Test
    void member_in_error_is_tried_again_once_its_retry_time_is_over() {
        Balancer balancer = ready(balancer(member("a"), member("b")));
        fail(balancer, "a", 0);

        assertThat(chosen(balancer, null, 60 * SECOND)).isEqualTo("b");
        assertThat(chosen(balancer, null, 60 * SECOND + 1)).isEqualTo("a");
    }

    @Test
    void all_in_error_are_all_tried_again() {
        Balancer balancer = ready(balancer(member("a"), member("b")));
        fail(balancer, "a", 0);
        fail(balancer, "b", 0);

        assertThat(chosen(balancer, null, 1)).isEqualTo("a");
    }

    @ParameterizedTest
    @EnumSource(names = {"DISABLED", "STOPPED", "DRAINING"})
    void member_that_takes_nothing_new_does_not_hinder_forced_recovery(MemberFlag flag) {
        Balancer balancer = ready(balancer(flagged("a", flag), member("b")));
        fail(balancer, "b", 0);

        assertThat(chosen(balancer, null, 1)).isEqualTo("b");
    }

    @Test
    void healthy_standby_serves_before_anything_is_forced_to_recover() {
        Balancer balancer = ready(balancer(member("a"), flagged("s", MemberFlag.STANDBY)));
        fail(balancer, "a", 0);

        assertThat(chosen(balancer, null, 1)).isEqualTo("s");
        assertThat(balancer.schedule().error(balancer.member("a").orElseThrow(), 1))
                .isPresent();
    }

    @Test
    void without_forced_recovery_all_in_error_is_a_refusal() {
        Balancer balancer = ready(balancer(false, false, member("a"), member("b")));
        fail(balancer, "a", 0);
        fail(balancer, "b", 0);

        assertThat(balancer.choose(null, 0, List.of(), 1))
                .isEqualTo(new Choice.Refused("no member of balancer app is usable"));
    }

    @Test
    void member_that_ignores_errors_is_never_in_error() {
        Balancer balancer = ready(balancer(flagged("a", MemberFlag.IGNORE_ERRORS), member("b")));

        boolean fresh = fail(balancer, "a", 0);

        assertThat(fresh).isFalse();
        assertThat(choices(balancer, 4)).isEqualTo("a b a b");
    }

    @Test
    void dead_member_with_retry_zero_does_not_shadow_a_living_one() {
        MemberConfig dead = member("a", Weight.parse("20"), 0, Duration.ZERO, "");
        Balancer balancer = ready(balancer(dead, member("b")));
        Member a = balancer.member("a").orElseThrow();
        assertThat(chosen(balancer, null, 1)).isEqualTo("a");
        balancer.schedule().failed(a, "connection refused", 2);

        Choice second = balancer.choose(null, 0, List.of(a), 10);

        assertThat(second).isEqualTo(balancer.member("b").orElseThrow().byPolicy());
    }

    @Test
    void route_of_an_unusable_member_goes_elsewhere_unless_nofailover() {
        Balancer lenient = ready(balancer(member("a"), member("b")));
        Balancer strict = ready(balancer(true, true, member("a"), member("b")));
        fail(lenient, "a", 0);
        fail(strict, "a", 0);

        assertThat(chosen(lenient, "a", 1)).isEqualTo("b");
        assertThat(strict.choose("a", 0, List.of(), 1))
                .isEqualTo(new Choice.Refused(
                        "no member with route a of balancer app is usable, and nofailover is on", false));
        assertThat(chosen(strict, "unknown", 1)).isEqualTo("b");
    }

    @Test
    void redirect_names_the_member_to_use_while_one_is_unusable() {
        MemberConfig leaving = member("a", Weight.ONE, 0, Duration.ofSeconds(60), "c", MemberFlag.DISABLED);
        Balancer balancer = ready(balancer(leaving, member("b"), member("c")));

        Choice choice = balancer.choose("a", 0, List.of(), 0);

        assertThat(choice).isInstanceOfSatisfying(Choice.Chosen.class, chosen -> {
            assertThat(chosen.member().config().name()).isEqualTo("c");
            assertThat(chosen.redirected()).isTrue();
        });
    }

    @Test
    void draining_member_keeps_its_sessions_and_gets_nothing_new() {
        Balancer balancer = ready(balancer(flagged("a", MemberFlag.DRAINING), member("b")));

        assertThat(choices(balancer, 3)).isEqualTo("b b b");
        assertThat(chosen(balancer, "a", 0)).isEqualTo("a");
    }

    @Test
    void route_prefers_an_ordinary_member_to_a_standby() {
        MemberConfig standby = new MemberConfig(
                "s",
                member("s").url(),
                "a",
                Weight.ONE,
                Set.of(MemberFlag.STANDBY),
                0,
                Duration.ofSeconds(60),
                "",
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                true,
                Duration.ofSeconds(60));
        Balancer balancer = ready(balancer(standby, member("a")));

        assertThat(chosen(balancer, "a", 0)).isEqualTo("a");
        fail(balancer, "a", 0);
        assertThat(chosen(balancer, "a", 1)).isEqualTo("s");
    }

    @Test
    void member_whose_name_does_not_resolve_is_down_and_does_not_hinder_forced_recovery() {
        BalancerConfig config = balancer(member("a"), member("b"));
        Map<String, java.net.InetSocketAddress> addresses = addresses("app", config);
        addresses.remove("app/a");
        Balancer balancer = Balancer.of("app", config, Settings.NONE, addresses, Set.of(), new Schedule());

        assertThat(choices(balancer, 2)).isEqualTo("b b");
        fail(balancer, "b", 0);
        assertThat(chosen(balancer, null, 1)).isEqualTo("b");
    }

    @Test
    void hck_08_member_that_checks_found_down_takes_nothing_whatever_is_forced() {
        Balancer all = down(balancer(member("a"), member("b")), "app/a", "app/b");
        Balancer one = down(balancer(member("a"), member("b")), "app/a");
        fail(one, "b", 0);

        assertThat(all.choose(null, 0, List.of(), 0)).isInstanceOf(Choice.Refused.class);
        assertThat(chosen(one, null, 1)).isEqualTo("b");
        assertThat(chosen(one, "a", 1)).isEqualTo("b");
    }

    @Test
    void empty_balancer_refuses_with_its_name() {
        assertThat(ready(balancer()).choose(null, 0, List.of(), 0))
                .isEqualTo(new Choice.Refused("balancer app has no members"));
    }

    @Test
    void adopted_vector_goes_on_where_the_other_node_stood() {
        Balancer one = ready(balancer(member("a"), heavy("b", "3")));
        Balancer other = ready(balancer(member("a"), heavy("b", "3")));
        choices(one, 2);

        other.schedule().adopt(one.schedule().snapshot());

        assertThat(choices(other, 6)).isEqualTo(choices(one, 6));
    }

    private static MemberConfig flagged(String name, MemberFlag... flags) {
        return member(name, Weight.ONE, 0, flags);
    }

    private static MemberConfig heavy(String name, String weight) {
        return member(name, Weight.parse(weight), 0);
    }

    private static MemberConfig inSet(String name, int lbset) {
        return member(name, Weight.ONE, lbset);
    }

    private static Balancer ready(BalancerConfig config) {
        return down(config);
    }

    private static Balancer down(BalancerConfig config, String... ids) {
        return Balancer.of("app", config, Settings.NONE, addresses("app", config), Set.of(ids), new Schedule());
    }

    private static boolean fail(Balancer balancer, String name, long atNanos) {
        return balancer.schedule().failed(balancer.member(name).orElseThrow(), "connection refused", atNanos);
    }

    private static String choices(Balancer balancer, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(chosen(balancer, null, 0));
        }
        return String.join(" ", names);
    }

    private static String chosen(Balancer balancer, String route, long nowNanos) {
        return switch (balancer.choose(route, 0, List.of(), nowNanos)) {
            case Choice.Chosen chosen -> chosen.member().config().name();
            case Choice.Refused refused -> refused.reason();
        };
    }
}
