package tandem.core.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.Samples;
import tandem.core.config.BalancerConfig;
import tandem.core.config.HashConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.MemberLimitConfig;
import tandem.core.config.PolicyName;
import tandem.core.config.Weight;
import tandem.core.rule.StubFacts;
import tandem.core.setting.Settings;

/** Policies that Apache does not have. */
final class PoliciesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int MANY = 10_000;

    // ---- random ----

    @Test
    void random_of_two_keeps_requests_that_do_not_end_even() {
        Balancer balancer = balancer(PolicyName.RANDOM, HashConfig.SOURCE, members("a", "b", "c", "d", "e"));

        Map<String, Integer> counts = taken(balancer, MANY, 0);

        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(MANY / 5 - 8, MANY / 5 + 8));
    }

    @Test
    void random_goes_by_weight_where_nobody_is_busy() {
        Balancer balancer = balancer(
                PolicyName.RANDOM,
                HashConfig.SOURCE,
                List.of(
                        Samples.member("a", Weight.parse("1"), 0),
                        Samples.member("b", Weight.parse("2"), 0),
                        Samples.member("c", Weight.parse("3"), 0)));
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < MANY; i++) {
            Member member = chosen(balancer, 0, List.of(), 0);
            counts.merge(member.config().name(), 1, Integer::sum);
            member.ended();
        }

        // of two idle ones the heavier has the lower load of one request: a never wins, b over a only
        assertThat(counts.get("a")).isNull();
        assertThat(counts.get("c")).isGreaterThan(counts.get("b"));
    }

    @Test
    void random_passes_over_who_was_tried_and_who_is_out() {
        Balancer balancer = balancer(
                PolicyName.RANDOM,
                HashConfig.SOURCE,
                List.of(
                        Samples.member("a"),
                        Samples.member("b", Weight.ONE, 0, MemberFlag.DISABLED),
                        Samples.member("c")));
        Member a = balancer.member("a").orElseThrow();

        for (int i = 0; i < 100; i++) {
            assertThat(chosen(balancer, 0, List.of(a), 0).id()).isEqualTo("app/c");
        }
    }

    // ---- least time ----

    @Test
    void least_time_leaves_the_slow_one_alone_until_time_has_passed() {
        Balancer balancer = balancer(PolicyName.LEAST_TIME, HashConfig.SOURCE, members("quick", "slow"));
        Member quick = balancer.member("quick").orElseThrow();
        Member slow = balancer.member("slow").orElseThrow();
        quick.answered(2_000_000, 0);
        slow.answered(200_000_000, 0);

        for (int i = 0; i < 50; i++) {
            Member chosen = chosen(balancer, 0, List.of(), 0);
            assertThat(chosen).as("request %d", i).isEqualTo(quick);
            chosen.ended();
        }
        Set<Member> later = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Member chosen = chosen(balancer, 0, List.of(), 120 * SECOND);
            later.add(chosen);
            chosen.ended();
        }
        assertThat(later).contains(slow);
    }

    @Test
    void least_time_gives_the_slow_one_what_its_time_is_worth() {
        Balancer balancer = balancer(PolicyName.LEAST_TIME, HashConfig.SOURCE, members("quick", "slow"));
        balancer.member("quick").orElseThrow().answered(10_000_000, 0);
        balancer.member("slow").orElseThrow().answered(30_000_000, 0);

        Map<String, Integer> counts = taken(balancer, 400, 0);

        assertThat(counts).isEqualTo(Map.of("quick", 300, "slow", 100));
    }

    // ---- first ----

    @Test
    void first_fills_one_after_the_other() {
        List<MemberConfig> members = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            members.add(Samples.member(name)
                    .edit()
                    .limit(new MemberLimitConfig(2, Optional.empty()))
                    .done());
        }
        Balancer balancer = balancer(PolicyName.FIRST, HashConfig.SOURCE, members);

        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            chosen.add(chosen(balancer, 0, List.of(), 0).config().name());
        }
        balancer.member("a").orElseThrow().ended();
        balancer.member("a").orElseThrow().ended();
        chosen.add(chosen(balancer, 0, List.of(), 0).config().name());

        assertThat(chosen).containsExactly("a", "a", "b", "b", "c", "c", "a", "a");
    }

    // ---- hash ----

    @ParameterizedTest
    @CsvSource({
        "SOURCE, '', /x, 198.51.100.8, '', false",
        "SOURCE, '', /y, 198.51.100.7, '', true",
        "PATH, '', /a?other, 198.51.100.8, '', true",
        "PATH, '', /b, 198.51.100.7, '', false",
        "URI, '', /a?other, 198.51.100.7, '', false",
        "URI, '', /a?q, 198.51.100.8, '', true",
        "HEADER, X-Tenant, /b, 198.51.100.8, blue, true",
        "HEADER, X-Tenant, /a?q, 198.51.100.7, green, false",
        "COOKIE, tenant, /b, 198.51.100.8, blue, true",
        "COOKIE, tenant, /a?q, 198.51.100.7, green, false"
    })
    void hash_looks_at_what_the_configuration_names(
            HashConfig.By by, String name, String target, String client, String value, boolean same) {
        HashConfig hash = new HashConfig(by, Optional.of(name).filter(n -> !n.isEmpty()), 0);
        Balancer balancer = balancer(PolicyName.HASH, hash, members("a", "b"));
        StubFacts one = valued(new StubFacts().target("/a?q"), by, name, "blue");
        StubFacts other = valued(new StubFacts().target(target).client(client), by, name, value);

        assertThat(balancer.key(one) == balancer.key(other)).isEqualTo(same);
    }

    @Test
    void hash_without_the_part_goes_by_the_address_of_the_client() {
        HashConfig hash = new HashConfig(HashConfig.By.HEADER, Optional.of("X-Tenant"), 0);
        Balancer balancer = balancer(PolicyName.HASH, hash, members("a", "b"));

        assertThat(balancer.key(new StubFacts())).isEqualTo(balancer.key(new StubFacts().target("/other")));
        assertThat(balancer.key(new StubFacts())).isNotEqualTo(balancer.key(new StubFacts().client("198.51.100.8")));
    }

    @Test
    void hash_is_the_same_on_every_node_and_keeps_those_whose_member_stays() {
        List<MemberConfig> members = members("a", "b", "c", "d");
        Balancer here = balancer(PolicyName.HASH, HashConfig.SOURCE, members);
        Balancer there = balancer(PolicyName.HASH, HashConfig.SOURCE, members);
        Member b = here.member("b").orElseThrow();

        int moved = 0;
        List<String> before = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String owner = chosen(here, KeyHash.of("k" + i), List.of(), 0).id();
            before.add(owner);
            assertThat(chosen(there, KeyHash.of("k" + i), List.of(), 0).id()).isEqualTo(owner);
        }
        here.schedule().failed(b, "it is down", SECOND);
        for (int i = 0; i < 1000; i++) {
            String owner =
                    chosen(here, KeyHash.of("k" + i), List.of(), 2 * SECOND).id();
            if (before.get(i).equals("app/b")) {
                moved++;
                assertThat(owner).isNotEqualTo("app/b");
            } else {
                assertThat(owner).isEqualTo(before.get(i));
            }
        }
        assertThat(moved).isBetween(150, 350);
    }

    @Test
    void hash_sends_what_is_above_the_surplus_to_the_next_one() {
        HashConfig hash = new HashConfig(HashConfig.By.SOURCE, Optional.empty(), 25);
        Balancer balancer = balancer(PolicyName.HASH, hash, members("a", "b", "c", "d"));

        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            counts.merge(chosen(balancer, 42, List.of(), 0).config().name(), 1, Integer::sum);
        }

        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(313));
        assertThat(counts.values()).contains(313);
    }

    @ParameterizedTest
    @CsvSource({"SOURCE, x", "HEADER, ''", "COOKIE, ' '"})
    void hash_has_a_name_where_it_needs_one(HashConfig.By by, String name) {
        assertThatThrownBy(() -> new HashConfig(by, Optional.of(name), 0)).hasMessageContaining("name");
    }

    // ---- slow start ----

    @Test
    void member_that_recovers_rises_to_its_weight_in_the_time_that_it_has() {
        List<MemberConfig> members = List.of(rising("a"), rising("b"));
        Balancer balancer = balancer(PolicyName.BYREQUESTS, HashConfig.SOURCE, members);
        Member b = balancer.member("b").orElseThrow();
        assertThat(share(balancer, 0)).as("both from the beginning").isEqualTo(500);

        balancer.schedule().failed(b, "it is down", SECOND);
        assertThat(share(balancer, 2 * SECOND)).as("down").isZero();
        balancer.schedule().succeeded(b);

        assertThat(share(balancer, 3 * SECOND)).as("at once").isBetween(85, 95);
        assertThat(share(balancer, 8 * SECOND)).as("half-way").isBetween(345, 360);
        assertThat(share(balancer, 13 * SECOND)).as("at the end").isBetween(495, 505);
    }

    @Test
    void member_that_is_added_rises_and_those_that_were_there_do_not() {
        Schedule schedule = new Schedule(new SplittableRandom(1));
        Balancer two = balancer(PolicyName.BYREQUESTS, HashConfig.SOURCE, List.of(rising("a"), rising("c")), schedule);
        assertThat(share(two, 0)).isZero();
        Balancer three = balancer(
                PolicyName.BYREQUESTS, HashConfig.SOURCE, List.of(rising("a"), rising("b"), rising("c")), schedule);

        assertThat(share(three, SECOND)).isBetween(40, 55);
        assertThat(share(three, 11 * SECOND)).isBetween(328, 338);
    }

    private static MemberConfig rising(String name) {
        return Samples.member(name).edit().slowStart(Duration.ofSeconds(10)).done();
    }

    /** How many of 1,000 requests at one moment go to b. */
    private static int share(Balancer balancer, long nowNanos) {
        int count = 0;
        for (int i = 0; i < 1000; i++) {
            Member member = chosen(balancer, 0, List.of(), nowNanos);
            count += member.config().name().equals("b") ? 1 : 0;
            member.ended();
        }
        return count;
    }

    // ---- what they share ----

    private static StubFacts valued(StubFacts facts, HashConfig.By by, String name, String value) {
        return switch (by) {
            case HEADER -> facts.with(name, value);
            case COOKIE -> facts.with("Cookie", "other=1; " + name + "=" + value);
            case SOURCE, PATH, URI -> facts;
        };
    }

    /** Requests that do not end, by member. */
    private static Map<String, Integer> taken(Balancer balancer, int count, long nowNanos) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            counts.merge(chosen(balancer, 0, List.of(), nowNanos).config().name(), 1, Integer::sum);
        }
        return counts;
    }

    private static Member chosen(Balancer balancer, long key, List<Member> tried, long nowNanos) {
        return ((Choice.Chosen) balancer.choose(null, key, tried, nowNanos)).member();
    }

    private static List<MemberConfig> members(String... names) {
        return List.of(names).stream().map(Samples::member).toList();
    }

    private static Balancer balancer(PolicyName policy, HashConfig hash, List<MemberConfig> members) {
        return balancer(policy, hash, members, new Schedule(new SplittableRandom(1)));
    }

    private static Balancer balancer(
            PolicyName policy, HashConfig hash, List<MemberConfig> members, Schedule schedule) {
        BalancerConfig config = new BalancerConfig(policy, Optional.empty(), false, OptionalInt.empty(), true, members)
                .edit()
                .hash(hash)
                .done();
        return Balancer.of("app", config, Settings.NONE, Samples.addresses("app", config), Set.of(), schedule);
    }
}
