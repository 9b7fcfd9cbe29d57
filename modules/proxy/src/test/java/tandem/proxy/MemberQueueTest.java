package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberLimitConfig;
import tandem.core.config.RouteConfig;
import tandem.core.config.RouteConfig.Priority;
import tandem.core.config.TandemConfig;

/** Requests that wait for a member in a queue of bounded length. */
class MemberQueueTest {
    private final Semaphore answers = new Semaphore(0);

    private static UnaryOperator<MemberConfig> limit(int connections, int queue, Duration patience) {
        MemberLimitConfig limit = new MemberLimitConfig(connections, Optional.of(patience), OptionalInt.of(queue));
        return member -> member.edit().limit(limit).done();
    }

    /** Answers as often as the test lets it. */
    private StubMember hanging(String body) {
        return StubMember.scripted(talk -> {
            while (talk.readRequest() != null) {
                answers.acquireUninterruptibly();
                talk.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + body);
            }
        });
    }

    private static double length(Bench bench) {
        return bench.meters.get("tandem.member.queue.length").gauge().value();
    }

    private static double refused(Bench bench, String reason) {
        return bench.meters
                .get("tandem.member.queue.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Test
    void request_that_finds_the_queue_full_gets_503_at_once_and_the_member_stays_well() throws IOException {
        try (StubMember a = hanging("a");
                Bench bench = Bench.with()
                        .member("a", a.url(), limit(1, 1, Duration.ofSeconds(60)))
                        .start();
                RawClient first = bench.client();
                RawClient second = bench.client();
                RawClient third = bench.client()) {
            first.send(RawClient.get("/1"));
            Awaitility.await().until(() -> a.requests.size() == 1);
            second.send(RawClient.get("/2"));
            Awaitility.await().until(() -> length(bench) == 1);

            RawClient.Response response = third.ask(RawClient.get("/3"));

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.field("Retry-After")).isEqualTo("1");
            assertThat(refused(bench, "full")).isEqualTo(1);
            answers.release(100);
            assertThat(first.read().body()).isEqualTo("a");
            assertThat(second.read().body()).isEqualTo("a");
            assertThat(third.ask(RawClient.get("/4")).body()).isEqualTo("a");
            assertThat(bench.events).isEmpty();
            assertThat(bench.meters.get("tandem.member.queue.wait").timer().count())
                    .isEqualTo(1);
        }
    }

    @Test
    void request_that_finds_the_queue_full_goes_to_another_member() throws IOException {
        try (StubMember a = hanging("a");
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with()
                        .member("a", a.url(), limit(1, 0, Duration.ofSeconds(60)))
                        .member("b", b.port())
                        .start();
                RawClient first = bench.client();
                RawClient second = bench.client()) {
            first.send(RawClient.get("/1"));
            Awaitility.await().until(() -> a.requests.size() == 1);

            for (int i = 0; i < 4; i++) {
                assertThat(second.ask(RawClient.get("/" + i)).body()).isEqualTo("b");
            }

            assertThat(bench.events).isEmpty();
            answers.release(1);
        }
    }

    @Test
    void request_that_waited_in_vain_gets_503_and_the_member_stays_well() throws IOException {
        try (StubMember a = hanging("a");
                Bench bench = Bench.with()
                        .member("a", a.url(), limit(1, 5, Duration.ofMillis(50)))
                        .start();
                RawClient first = bench.client();
                RawClient second = bench.client()) {
            first.send(RawClient.get("/1"));
            Awaitility.await().until(() -> a.requests.size() == 1);

            RawClient.Response response = second.ask(RawClient.get("/2"));

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.field("Retry-After")).isEqualTo("1");
            assertThat(refused(bench, "late")).isEqualTo(1);
            assertThat(bench.events).isEmpty();
            answers.release(2);
            assertThat(first.read().body()).isEqualTo("a");
        }
    }

    @Test
    void requests_of_a_route_with_high_priority_are_carried_first() throws IOException {
        try (StubMember a = hanging("a");
                Bench bench = Bench.with()
                        .member("a", a.url(), limit(1, 10, Duration.ofSeconds(60)))
                        .change(MemberQueueTest::withUrgentRoute)
                        .start();
                RawClient first = bench.client();
                RawClient usual = bench.client();
                RawClient urgent = bench.client()) {
            first.send(RawClient.get("/1"));
            Awaitility.await().until(() -> a.requests.size() == 1);
            usual.send(RawClient.get("/usual"));
            Awaitility.await().until(() -> length(bench) == 1);
            urgent.send(RawClient.get("/pay/urgent"));
            Awaitility.await().until(() -> length(bench) == 2);

            answers.release(3);
            first.read();
            usual.read();
            urgent.read();

            assertThat(a.requests.get(1)).contains("/pay/urgent");
            assertThat(a.requests.get(2)).contains("/usual");
        }
    }

    private static TandemConfig withUrgentRoute(TandemConfig config) {
        RouteConfig all = config.routes().getFirst();
        RouteConfig urgent = new RouteConfig(
                        "*", "*", "/pay/", all.balancer(), all.to(), true, true, all.via(), all.access(), all.reverse())
                .withPriority(Priority.HIGH);
        return config.edit().routes(List.of(urgent, all)).done();
    }

    @Test
    void queue_without_a_limit_is_refused() {
        assertThatThrownBy(() -> new MemberLimitConfig(0, Optional.empty(), OptionalInt.of(5)))
                .hasMessageContaining("set connections too");
    }
}
