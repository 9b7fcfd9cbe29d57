package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tandem.core.count.Count;
import tandem.proxy.RawClient.Response;

class BalancingTest {
    @Test
    void two_members_answer_in_turn_on_one_client_connection() throws IOException {
        try (StubMember a = StubMember.answering("a");
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with(a, b).start();
                RawClient client = bench.client()) {
            StringBuilder answers = new StringBuilder();

            for (int i = 0; i < 6; i++) {
                answers.append(client.ask(RawClient.get("/")).body());
            }

            assertThat(answers).hasToString("ababab");
            assertThat(a.connections()).isEqualTo(1);
            assertThat(b.connections()).isEqualTo(1);
        }
    }

    @Test
    void cookie_leads_back_to_its_member_in_every_spelling() throws IOException {
        try (StubMember a = StubMember.answering("a");
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with(a, b).sticky("BALANCEID", "balanceid").start();
                RawClient client = bench.client()) {
            String[] spellings = {
                RawClient.get("/", "Cookie: x=1; BALANCEID=mycluster.b\r\n"),
                RawClient.get("/", "Cookie: BALANCEID=mycluster%2Eb; y=2\r\n"),
                RawClient.get("/", "Cookie: BALANCEID=mycluster%2eb\r\n"),
                RawClient.get("/", "Cookie: BALANCEID=\"mycluster.b\"\r\n"),
                RawClient.get("/", "Cookie: x=1\r\nCookie: BALANCEID=mycluster.b\r\n"),
                RawClient.get("/page;balanceid=s.b?q=1"),
                RawClient.get("/page?balanceid=s.b"),
            };

            for (String request : spellings) {
                assertThat(client.ask(request).body()).as(request).isEqualTo("b");
            }
        }
    }

    @Test
    void refused_connection_sends_any_request_to_the_next_member() throws IOException {
        int nobody = StubMember.freePort();
        try (StubMember b = StubMember.answering("b");
                Bench bench =
                        Bench.with().member("a", nobody).member("b", b.port()).start();
                RawClient client = bench.client()) {
            Response get = client.ask(RawClient.get("/"));
            Response post = client.ask(RawClient.post("/", "name=value"));

            assertThat(get.body()).isEqualTo("b");
            assertThat(post.status()).isEqualTo(200);
            assertThat(b.requests.get(1)).endsWith("\r\n\r\nname=value");
            assertThat(bench.events).hasSize(1);
            assertThat(bench.events.getFirst()).startsWith("member app/a").contains("cannot be reached");
            assertThat(bench.counters.totals().get("app/a")[Count.FAILURES.ordinal()])
                    .isEqualTo(1);
        }
    }

    @Test
    void post_that_meets_the_dead_member_first_arrives_whole_at_the_next() throws IOException {
        int nobody = StubMember.freePort();
        try (StubMember b = StubMember.answering("b");
                Bench bench =
                        Bench.with().member("a", nobody).member("b", b.port()).start();
                RawClient client = bench.client()) {
            Response post = client.ask(RawClient.post("/", "name=value"));

            assertThat(post.body()).isEqualTo("b");
            assertThat(b.requests.getFirst()).endsWith("\r\n\r\nname=value");
        }
    }

    @Test
    void member_in_error_is_tried_again_when_its_retry_time_is_up() throws IOException {
        FakeClock clock = new FakeClock();
        int port = StubMember.freePort();
        try (StubMember b = StubMember.answering("b");
                Bench bench = Bench.with()
                        .member("a", port)
                        .member("b", b.port())
                        .clock(clock)
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");

            try (StubMember a = StubMember.scripted(port, StubMember.answers("a"))) {
                String before = client.ask(RawClient.get("/")).body()
                        + client.ask(RawClient.get("/")).body();
                clock.advance(Duration.ofSeconds(61));
                String after = client.ask(RawClient.get("/")).body()
                        + client.ask(RawClient.get("/")).body();

                assertThat(before).isEqualTo("bb");
                assertThat(after).contains("a");
                assertThat(a.connections()).isEqualTo(1);
                assertThat(bench.events.getLast()).contains("accepts connections again");
            }
        }
    }

    @Test
    void nofailover_answers_503_while_the_members_route_is_down() throws IOException {
        int nobody = StubMember.freePort();
        try (StubMember b = StubMember.answering("b");
                Bench bench = Bench.with()
                        .member("a", nobody)
                        .member("b", b.port())
                        .sticky("S", "s")
                        .nofailover()
                        .start();
                RawClient client = bench.client()) {
            Response first = client.ask(RawClient.get("/", "Cookie: S=x.a\r\n"));
            Response second = client.ask(RawClient.get("/", "Cookie: S=x.b\r\n"));

            assertThat(first.status()).isEqualTo(503);
            assertThat(second.body()).isEqualTo("b");
        }
    }

    @Test
    void all_members_down_is_503_with_retry_after_and_the_connection_lives_on() throws IOException {
        try (Bench bench = Bench.with()
                        .member("a", StubMember.freePort())
                        .member("b", StubMember.freePort())
                        .noForceRecovery()
                        .start();
                RawClient client = bench.client()) {
            Response first = client.ask(RawClient.get("/"));
            Response second = client.ask(RawClient.get("/"));

            assertThat(first.status()).isEqualTo(503);
            assertThat(first.field("Retry-After")).matches("\\d+");
            assertThat(second.status()).isEqualTo(503);
            assertThat(second.body()).contains("No server").doesNotContain("app");
        }
    }

    @Test
    void member_whose_name_does_not_resolve_is_passed_over() throws IOException {
        try (StubMember b = StubMember.answering("b");
                Bench bench = Bench.with()
                        .member("a", StubMember.freePort())
                        .member("b", b.port())
                        .unresolved("a")
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
        }
    }
}
