package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.core.count.Count;
import tandem.proxy.RawClient.Response;

class MemberFaultsTest {
    static Stream<String> nonsense() {
        return Stream.of(
                "hello\r\n\r\n",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                "HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX Y: 1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\u0000b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX : 1\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: " + "y".repeat(70_000) + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(201) + "\r\n");
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void nonsense_is_502_and_ends_the_member_connection(String response) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.send(response);
                    talk.awaitEnd();
                    ended.countDown();
                });
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            Response answer = client.ask(RawClient.get("/"));

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).doesNotContain("127.0.0.1");
            assertThat(ended.await(5, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            assertThat(bench.events).as("nonsense is no error state").isEmpty();
            assertThat(bench.counters.totals().get("app/a")[Count.FAILURES.ordinal()])
                    .isEqualTo(1);
        }
    }

    @Test
    void folded_field_of_a_member_is_joined_by_blanks() throws IOException {
        try (StubMember a = StubMember.sending("HTTP/1.1 200 OK\r\nX: one\r\n two\r\nContent-Length: 0\r\n\r\n");
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).field("X")).matches("one +two");
        }
    }

    @Test
    void equal_lengths_said_twice_are_one() throws IOException {
        try (StubMember a = StubMember.sending("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok");
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).field("Content-Length")).isEqualTo("2");
        }
    }

    @Test
    void member_that_closes_without_a_word_is_502() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> talk.readRequest());
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(502);
            assertThat(a.requests).hasSize(1);
        }
    }

    @Test
    void bytes_behind_a_response_end_the_member_connection_and_reach_nobody() throws IOException {
        try (StubMember a = StubMember.sending(
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("ok");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("ok");
            assertThat(a.connections()).isEqualTo(2);
        }
    }

    @Test
    void reused_connection_that_dies_silently_is_replaced_for_get_but_not_for_post() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    talk.readRequest();
                });
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            Response first = client.ask(RawClient.get("/1"));
            Response again = client.ask(RawClient.get("/2"));
            Response post = client.ask(RawClient.post("/3", "x"));

            assertThat(first.body()).isEqualTo("ok");
            assertThat(again.body()).isEqualTo("ok");
            assertThat(post.status()).isEqualTo(502);
            assertThat(a.connections()).isEqualTo(2);
            assertThat(a.requests).hasSize(4);
        }
    }

    @Test
    void idle_connection_that_the_member_closes_is_noticed() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/"));
            Awaitility.await()
                    .until(() -> bench.meters
                                    .get("tandem.proxy.member.connections")
                                    .gauge()
                                    .value()
                            == 0);

            assertThat(client.ask(RawClient.post("/", "x")).body()).isEqualTo("ok");
        }
    }

    @Test
    void idle_connection_is_closed_after_keep_idle() throws IOException {
        FakeClock clock = new FakeClock();
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .reuse(true, Duration.ofSeconds(30))
                        .clock(clock)
                        .start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/"));
            Awaitility.await()
                    .until(() -> bench.meters
                                    .get("tandem.proxy.member.connections.idle")
                                    .gauge()
                                    .value()
                            == 1);

            clock.advance(Duration.ofSeconds(31));

            Awaitility.await()
                    .until(() -> bench.meters
                                    .get("tandem.proxy.member.connections")
                                    .gauge()
                                    .value()
                            == 0);
        }
    }

    @Test
    void member_that_does_not_answer_in_time_is_504() throws IOException {
        FakeClock clock = new FakeClock();
        CountDownLatch asked = new CountDownLatch(1);
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    asked.countDown();
                    talk.awaitEnd();
                });
                Bench bench = Bench.with(a).clock(clock).start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/"));
            StubMember.await(asked);
            passTime(clock, bench);

            assertThat(client.read().status()).isEqualTo(504);
            assertThat(bench.events).isEmpty();
        }
    }

    @Test
    void member_that_falls_silent_within_a_body_breaks_the_clients_connection() throws IOException {
        FakeClock clock = new FakeClock();
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                    talk.awaitEnd();
                });
                Bench bench = Bench.with(a).clock(clock).start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/")).readHead();
            assertThat(client.readChunk()).isEqualTo("hello");
            passTime(clock, bench);

            assertThat(client.readToEnd()).doesNotContain("0\r\n");
        }
    }

    @Test
    void client_that_stalls_its_upload_gets_408() throws IOException {
        FakeClock clock = new FakeClock();
        CountDownLatch asked = new CountDownLatch(1);
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readHead();
                    asked.countDown();
                    talk.awaitEnd();
                });
                Bench bench = Bench.with(a).clock(clock).start();
                RawClient client = bench.client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");
            StubMember.await(asked);
            passTime(clock, bench);

            assertThat(client.read().status()).isEqualTo(408);
        }
    }

    /** Lets minutes go by until the proxy has given the member connection up. */
    static void passTime(FakeClock clock, Bench bench) {
        Awaitility.await().until(() -> {
            clock.advance(Duration.ofSeconds(61));
            return bench.meters.get("tandem.proxy.member.connections").gauge().value() == 0;
        });
    }
}
