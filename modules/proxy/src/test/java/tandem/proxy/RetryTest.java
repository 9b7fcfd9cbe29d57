package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tandem.core.config.BalancerConfig;
import tandem.core.config.RetryConfig;
import tandem.core.config.StatusCode;

/** Requests that go to another member because of what one answered. */
class RetryTest {
    private static final String BUSY = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy";

    private static UnaryOperator<BalancerConfig> retries(int most, int budget, int always) {
        RetryConfig rule = new RetryConfig(Set.of(new StatusCode(503)), most, Duration.ofMillis(1), budget, always);
        return balancer -> balancer.edit().retries(Optional.of(rule)).done();
    }

    private static double count(Bench bench, String outcome) {
        return bench.meters
                .get("tandem.proxy.retries")
                .tag("balancer", "app")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void get_that_is_answered_503_goes_to_another_member() throws IOException {
        try (StubMember a = StubMember.sending(BUSY);
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with(a, b).rules(retries(1, 0, 100)).start();
                RawClient client = bench.client()) {
            for (int i = 0; i < 6; i++) {
                assertThat(client.ask(RawClient.get("/" + i)).body()).isEqualTo("b");
            }

            assertThat(a.requests).hasSize(3);
            assertThat(count(bench, "sent")).isEqualTo(3);
            assertThat(client.ask(RawClient.get("/again")).status()).isEqualTo(200);
        }
    }

    @Test
    void request_with_a_body_or_a_method_that_may_not_be_repeated_keeps_its_answer() throws IOException {
        try (StubMember a = StubMember.sending(BUSY);
                StubMember b = StubMember.sending(BUSY);
                Bench bench = Bench.with(a, b).rules(retries(1, 0, 100)).start();
                RawClient client = bench.client()) {
            String host = " HTTP/1.1\r\nHost: www.example.com\r\n";
            assertThat(client.ask("PUT /" + host + "Content-Length: 1\r\n\r\nx").status())
                    .isEqualTo(503);
            assertThat(client.ask("POST /" + host + "Content-Length: 0\r\n\r\n").status())
                    .isEqualTo(503);

            assertThat(a.requests.size() + b.requests.size()).isEqualTo(2);
        }
    }

    @Test
    void request_of_a_session_stays_with_its_member() throws IOException {
        try (StubMember a = StubMember.sending(BUSY);
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with(a, b)
                        .sticky("SESSION", "s")
                        .rules(retries(1, 0, 100))
                        .start();
                RawClient client = bench.client()) {
            String request = "GET / HTTP/1.1\r\nHost: www.example.com\r\nCookie: SESSION=x.a\r\n\r\n";

            assertThat(client.ask(request).status()).isEqualTo(503);
        }
    }

    @Test
    void last_member_that_is_left_has_the_last_word() throws IOException {
        try (StubMember a = StubMember.sending(BUSY);
                StubMember b = StubMember.sending(BUSY);
                Bench bench = Bench.with(a, b).rules(retries(5, 0, 100)).start();
                RawClient client = bench.client()) {
            RawClient.Response response = client.ask(RawClient.get("/"));

            assertThat(response.body()).isEqualTo("busy");
            assertThat(a.requests).hasSize(1);
            assertThat(b.requests).hasSize(1);
        }
    }

    @Test
    void request_is_sent_again_no_more_often_than_it_may() throws IOException {
        try (StubMember a = StubMember.sending(BUSY);
                StubMember b = StubMember.sending(BUSY);
                StubMember c = StubMember.sending(BUSY);
                Bench bench = Bench.with(a, b, c).rules(retries(1, 0, 100)).start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/"));

            assertThat(a.requests.size() + b.requests.size() + c.requests.size())
                    .isEqualTo(2);
        }
    }

    @Test
    void retries_stop_when_the_budget_is_used_up() throws IOException {
        try (StubMember a = StubMember.sending(BUSY);
                StubMember b = StubMember.sending(BUSY);
                Bench bench = Bench.with(a, b).rules(retries(1, 20, 0)).start();
                RawClient client = bench.client()) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.ask(RawClient.get("/" + i)).status()).isEqualTo(503);
            }

            assertThat(a.requests.size() + b.requests.size()).isEqualTo(60);
            assertThat(count(bench, "sent")).isEqualTo(10);
            assertThat(count(bench, "over-budget")).isEqualTo(40);
        }
    }
}
