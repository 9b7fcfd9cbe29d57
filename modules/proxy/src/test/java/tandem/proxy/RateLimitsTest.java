package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tandem.core.config.Rate;
import tandem.core.config.RateLimitConfig;
import tandem.core.config.RateLimitConfig.By;
import tandem.core.config.RouteConfig;
import tandem.core.config.TandemConfig;

/** Requests turned away by rate limits, on one node and on two that tell each other. */
class RateLimitsTest {
    private static final Duration BEAT = Duration.ofMillis(250);

    private final FakeClock clock = new FakeClock();

    private static RateLimitConfig limit(By by, String name, String rate, int burst) {
        return new RateLimitConfig(
                by, Optional.of(name).filter(text -> !text.isEmpty()), Rate.parse(rate), OptionalInt.of(burst), 1000);
    }

    /** All routes. */
    private static UnaryOperator<TandemConfig> routes(RateLimitConfig limit) {
        return config -> config.edit()
                .rateLimits(Map.of("api", limit))
                .routes(config.routes().stream()
                        .map(route -> route.withRateLimits(List.of("api")))
                        .toList())
                .done();
    }

    private Bench plane(StubMember member, RateLimitConfig limit) {
        return Bench.with(member).clock(clock).change(routes(limit)).start();
    }

    private static int passed(RawClient client, int asked) throws IOException {
        int passed = 0;
        for (int i = 0; i < asked; i++) {
            passed += client.ask(RawClient.get("/")).status() == 200 ? 1 : 0;
        }
        return passed;
    }

    @Test
    void request_too_much_gets_429_and_when_to_come_again() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = plane(a, limit(By.CLIENT, "", "30/m", 2));
                RawClient client = bench.client()) {
            assertThat(passed(client, 2)).isEqualTo(2);

            RawClient.Response response = client.ask(RawClient.get("/"));

            assertThat(response.status()).isEqualTo(429);
            assertThat(response.field("Retry-After")).isEqualTo("2");
            assertThat(a.requests).hasSize(2);
            assertThat(bench.meters
                            .get("tandem.proxy.limited")
                            .tag("limit", "api")
                            .counter()
                            .count())
                    .isEqualTo(1);
            clock.advance(Duration.ofSeconds(2));
            assertThat(passed(client, 2)).isEqualTo(1);
        }
    }

    @Test
    void header_has_a_bucket_for_each_of_its_values() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = plane(a, limit(By.HEADER, "X-Api-Key", "1/m", 1));
                RawClient client = bench.client()) {
            String head = "GET / HTTP/1.1\r\nHost: www.example.com\r\nX-Api-Key: ";
            assertThat(client.ask(head + "blue\r\n\r\n").status()).isEqualTo(200);
            assertThat(client.ask(head + "blue\r\n\r\n").status()).isEqualTo(429);
            assertThat(client.ask(head + "green\r\n\r\n").status()).isEqualTo(200);
        }
    }

    @Test
    void listener_counts_what_no_route_matches_and_goes_before_the_route() throws IOException {
        UnaryOperator<TandemConfig> change = config -> {
            RouteConfig route = config.routes().getFirst();
            return config.edit()
                    .rateLimits(Map.of("front", limit(By.ROUTE, "", "1/m", 3), "api", limit(By.ROUTE, "", "1/m", 1)))
                    .listeners(Map.of("web", config.listeners().get("web").withRateLimits(List.of("front"))))
                    .routes(List.of(route.withRateLimits(List.of("api"))))
                    .done();
        };
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .clock(clock)
                        .replacing("/app", "/")
                        .change(change)
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/none")).status()).isEqualTo(404);
            assertThat(client.ask(RawClient.get("/app")).status()).isEqualTo(200);
            assertThat(client.ask(RawClient.get("/app")).status())
                    .as("the route's")
                    .isEqualTo(429);
            assertThat(client.ask(RawClient.get("/none")).status())
                    .as("the listener's")
                    .isEqualTo(429);
        }
    }

    // What the bound of ADR 58 says of two nodes: rate × time + burst + (burst + rate × one exchange).
    @Test
    void two_planes_keep_the_limit_within_the_bound_and_the_one_that_is_left_goes_on() throws IOException {
        RateLimitConfig limit = limit(By.CLIENT, "", "100/s", 20);
        try (StubMember a = StubMember.answering("a");
                Bench one = plane(a, limit);
                Bench other = plane(a, limit);
                RawClient toOne = one.client();
                RawClient toOther = other.client()) {
            int passed = passed(toOne, 60) + passed(toOther, 60);
            assertThat(passed).as("before they told each other").isEqualTo(40);
            for (int i = 0; i < 8; i++) {
                clock.advance(BEAT);
                exchange(one, other);
                passed += passed(toOne, 30) + passed(toOther, 30);
            }

            int bound = 100 * 2 + 20 + 20 + 25;
            assertThat(passed).isBetween(200, bound);

            clock.advance(BEAT);
            int after = passed(toOther, 100);
            assertThat(after)
                    .as("alone, with nothing heard of the last exchange")
                    .isBetween(0, 20);
            clock.advance(Duration.ofSeconds(10));
            assertThat(passed(toOther, 100)).as("full again").isEqualTo(20);
        }
    }

    private void exchange(Bench one, Bench other) {
        Map<String, long[]> ofOne = one.table.current().rateLimits().told(clock.nanos());
        Map<String, long[]> ofOther = other.table.current().rateLimits().told(clock.nanos());
        one.table.current().rateLimits().hear("lb2", ofOther, 0, clock.nanos());
        other.table.current().rateLimits().hear("lb1", ofOne, 0, clock.nanos());
    }
}
