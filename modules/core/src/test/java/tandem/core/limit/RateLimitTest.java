package tandem.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.config.Rate;
import tandem.core.config.RateLimitConfig;
import tandem.core.config.RateLimitConfig.By;
import tandem.core.rule.StubFacts;

final class RateLimitTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;
    private static final long BEAT = 250 * MILLI;
    private static final long KEY = 4711;

    // ---- one node ----

    @Test
    void burst_may_come_at_once_and_then_the_rate() {
        RateLimit limit = limit("100/s", 20, 1000);

        assertThat(passed(limit, KEY, 100, SECOND)).isEqualTo(20);
        assertThat(limit.take(KEY, SECOND)).isEqualTo(10 * MILLI);
        assertThat(passed(limit, KEY, 100, SECOND + 10 * MILLI)).isEqualTo(1);
        assertThat(passed(limit, KEY, 100, SECOND + 110 * MILLI)).isEqualTo(10);
        assertThat(passed(limit, KEY, 100, 20 * SECOND)).isEqualTo(20);
    }

    @Test
    void keys_do_not_spend_each_others_tokens() {
        RateLimit limit = limit("1/s", 1, 1000);

        for (long key = 0; key < 100; key++) {
            assertThat(passed(limit, key << 32 | key, 2, 0)).as("key %d", key).isEqualTo(1);
        }
    }

    @Test
    void clock_may_begin_anywhere() {
        RateLimit limit = limit("100/s", 20, 1000);

        assertThat(passed(limit, KEY, 100, -5 * SECOND)).isEqualTo(20);
        assertThat(passed(limit, KEY, 100, -4 * SECOND)).isEqualTo(20);
    }

    @Test
    void with_too_many_keys_whoever_spent_least_is_forgotten() {
        RateLimit limit = limit("1/m", 10, 100);
        passed(limit, 7, 10, 0);
        for (long key = 100; key < 107; key++) {
            passed(limit, key, 2, 0);
        }
        assertThat(limit.forgotten()).as("the set is just full").isZero();

        passed(limit, 200, 5, 0);

        assertThat(limit.forgotten()).isEqualTo(1);
        assertThat(passed(limit, 7, 1, 0)).as("who spent most is known").isZero();
    }

    // ---- several nodes ----

    @Test
    void two_nodes_keep_the_rate_within_the_bound_however_the_client_goes_to_and_fro() {
        for (long seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            RateLimit[] nodes = {limit("100/s", 50, 1000), limit("100/s", 50, 1000)};
            int passed = 0;
            for (long now = 0; now < 10 * SECOND; now += MILLI) {
                RateLimit asked = nodes[random.nextInt(2)];
                passed += passed(asked, KEY, 2, now);
                if (now % BEAT == 0) {
                    exchange(nodes, now);
                }
            }

            int bound = 100 * 10 + 50 + 50 + 100 / 4;
            assertThat(passed).as("seed %d", seed).isBetween(1000, bound);
        }
    }

    @Test
    void what_both_spent_unknown_to_each_other_is_paid_back() {
        RateLimit[] nodes = {limit("100/s", 50, 1000), limit("100/s", 50, 1000)};
        assertThat(passed(nodes[0], KEY, 60, 0)).isEqualTo(50);
        assertThat(passed(nodes[1], KEY, 60, 0)).isEqualTo(50);
        exchange(nodes, BEAT);

        assertThat(passed(nodes[0], KEY, 1, 500 * MILLI)).isZero();
        assertThat(passed(nodes[0], KEY, 100, 520 * MILLI)).isEqualTo(2);
    }

    @Test
    void what_is_full_again_before_it_is_told_counts_all_the_same() {
        RateLimit[] nodes = {limit("100/s", 10, 1000), limit("100/s", 10, 1000)};
        int passed = 0;
        for (long now = 0; now < 10 * SECOND; now += BEAT) {
            passed += passed(nodes[0], KEY, 10, now) + passed(nodes[1], KEY, 10, now + 200 * MILLI);
            exchange(nodes, now + 240 * MILLI);
        }

        assertThat(passed).isBetween(400, 100 * 10 + 10 + 10 + 25);
    }

    @Test
    void row_that_is_heard_twice_counts_once() {
        RateLimit[] nodes = {limit("100/s", 50, 1000), limit("100/s", 50, 1000)};
        passed(nodes[0], KEY, 10, 0);
        exchange(nodes, 0);
        exchange(nodes, 0);

        assertThat(passed(nodes[1], KEY, 100, 0)).isEqualTo(40);
    }

    @Test
    void node_that_takes_over_goes_on_with_what_the_other_had_left() {
        RateLimit[] nodes = {limit("100/s", 50, 1000), limit("100/s", 50, 1000)};
        for (long now = 0; now <= 4 * SECOND; now += MILLI) {
            passed(nodes[0], KEY, 1, now);
            if (now % BEAT == 0) {
                exchange(nodes, now);
            }
        }

        int atOnce = passed(nodes[1], KEY, 1000, 4 * SECOND + BEAT);

        assertThat(atOnce).isBetween(0, 25);
    }

    @Test
    void node_that_was_not_there_learns_what_a_spell_is_still_worth() {
        RateLimit active = limit("10/s", 100, 1000);
        RateLimit joined = limit("10/s", 100, 1000);
        passed(active, KEY, 100, 0);

        joined.peers().hear("lb1", active.told(2 * SECOND), false, 2 * SECOND);

        assertThat(passed(joined, KEY, 1000, 2 * SECOND)).isEqualTo(20);
    }

    @Test
    void row_of_long_ago_tells_nothing() {
        RateLimit active = limit("10/s", 100, 1000);
        RateLimit joined = limit("10/s", 100, 1000);
        passed(active, KEY, 100, 0);

        joined.peers().hear("lb1", active.told(0), true, 50 * SECOND);

        assertThat(passed(joined, KEY, 1000, 50 * SECOND)).isEqualTo(100);
    }

    @Test
    void those_that_spent_most_are_told_where_not_all_can_be() {
        RateLimit limit = limit("1/s", 100, 100_000);
        for (long i = 0; i < 3000; i++) {
            passed(limit, i << 32, 1 + (int) (i % 10), 0);
        }

        long[] row = limit.told(0);

        assertThat((row.length - 1) / RateLimit.CELLS).isEqualTo(RateLimit.MOST_TOLD);
        for (int i = 1; i < row.length; i += RateLimit.CELLS) {
            assertThat(row[i + 2]).isGreaterThanOrEqualTo(7);
        }
    }

    @Test
    void buckets_that_have_been_full_for_a_while_are_not_told() {
        RateLimit limit = limit("100/s", 50, 1000);
        passed(limit, KEY, 5, 0);

        assertThat(limit.told(0)).hasSize(1 + RateLimit.CELLS);
        assertThat(limit.told(SECOND)).as("a report may have been missed").hasSize(1 + RateLimit.CELLS);
        assertThat(limit.told(2 * SECOND)).isEmpty();
    }

    // ---- whose requests ----

    @Test
    void clients_are_told_apart_by_address_and_those_of_ipv6_by_their_network() {
        assertThat(key("198.51.100.7")).isNotEqualTo(key("198.51.100.8")).isEqualTo(key("198.51.100.7"));
        assertThat(key("2001:db8:0:1::1")).isEqualTo(key("2001:db8:0:1:ffff::2"));
        assertThat(key("2001:db8:0:1::1")).isNotEqualTo(key("2001:db8:0:2::1"));
        assertThat(InetAddress.ofLiteral("198.51.100.7").hashCode())
                .as("all nodes count on it")
                .isEqualTo(0xc6336407);
    }

    @Test
    void header_counts_by_its_value_and_without_it_the_address_does() {
        RateLimitConfig config =
                new RateLimitConfig(By.HEADER, Optional.of("X-Api-Key"), Rate.parse("1/h"), OptionalInt.of(1), 1000);
        RateLimits limits = RateLimits.of(Map.of("api", config), RateLimits.NONE);
        List<String> api = List.of("api");

        assertThat(limits.take(api, new StubFacts().with("X-Api-Key", "blue"), 0))
                .isNull();
        assertThat(limits.take(api, new StubFacts().with("X-Api-Key", "green"), 0))
                .isNull();
        assertThat(limits.take(api, new StubFacts().with("X-Api-Key", "blue").client("198.51.100.9"), 0))
                .isEqualTo(new RateLimits.Excess("api", 3600 * SECOND));
        assertThat(limits.take(api, new StubFacts(), 0)).isNull();
        assertThat(limits.take(api, new StubFacts(), 0)).isNotNull();
        assertThat(limits.take(api, new StubFacts().client("198.51.100.9"), 0)).isNull();
    }

    @Test
    void reload_keeps_what_was_spent_of_a_limit_that_stays_as_it_is() {
        RateLimitConfig config =
                new RateLimitConfig(By.ROUTE, Optional.empty(), Rate.parse("1/h"), OptionalInt.of(1), 1000);
        RateLimits before = RateLimits.of(Map.of("a", config, "b", config), RateLimits.NONE);
        RateLimitConfig other =
                new RateLimitConfig(By.ROUTE, Optional.empty(), Rate.parse("2/h"), OptionalInt.of(1), 1000);

        RateLimits after = RateLimits.of(Map.of("a", config, "b", other), before);

        assertThat(after.limit("a")).isSameAs(before.limit("a"));
        assertThat(after.limit("b")).isNotSameAs(before.limit("b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "0/s", "1/d", "-1/s", "2000000/s", "1.5/s"})
    void rate_that_is_none_is_refused(String text) {
        assertThatThrownBy(() -> Rate.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void burst_is_what_one_second_allows_unless_it_is_given() {
        assertThat(config("100/s", OptionalInt.empty()).most()).isEqualTo(100);
        assertThat(config("90/m", OptionalInt.empty()).most()).isEqualTo(1);
        assertThat(config("90/m", OptionalInt.of(30)).most()).isEqualTo(30);
        assertThatThrownBy(() ->
                        new RateLimitConfig(By.CLIENT, Optional.of("x"), Rate.parse("1/s"), OptionalInt.empty(), 1000))
                .hasMessage("by: client takes no name; only header does");
    }

    private static long key(String address) {
        return RateLimits.key(InetAddress.ofLiteral(address));
    }

    private static RateLimitConfig config(String rate, OptionalInt burst) {
        return new RateLimitConfig(By.CLIENT, Optional.empty(), Rate.parse(rate), burst, 1000);
    }

    private static RateLimit limit(String rate, int burst, int keys) {
        return new RateLimit(
                new RateLimitConfig(By.CLIENT, Optional.empty(), Rate.parse(rate), OptionalInt.of(burst), keys));
    }

    private static int passed(RateLimit limit, long key, int asked, long nowNanos) {
        int passed = 0;
        for (int i = 0; i < asked; i++) {
            passed += limit.take(key, nowNanos) == 0 ? 1 : 0;
        }
        return passed;
    }

    /** Each hears what the others spent. */
    private static void exchange(RateLimit[] nodes, long nowNanos) {
        long[][] rows = new long[nodes.length][];
        for (int i = 0; i < nodes.length; i++) {
            rows[i] = nodes[i].told(nowNanos);
        }
        for (int i = 0; i < nodes.length; i++) {
            for (int other = 0; other < nodes.length; other++) {
                if (other != i) {
                    nodes[i].peers().hear("lb" + other, rows[other], false, nowNanos);
                }
            }
        }
    }
}
