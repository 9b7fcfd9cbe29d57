package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberLimitConfig;

/** Members that take only so many connections (max, acquire). */
class MemberLimitTest {
    private final CountDownLatch answer = new CountDownLatch(1);

    private static UnaryOperator<MemberConfig> most(int connections, Duration patience) {
        MemberLimitConfig limit = new MemberLimitConfig(connections, Optional.of(patience));
        return member -> member.edit().limit(limit).done();
    }

    /** Answers once the test lets it. */
    private StubMember hanging() {
        return StubMember.scripted(talk -> {
            while (talk.readRequest() != null) {
                await(answer);
                talk.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
            }
        });
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void fov_19_member_without_a_free_connection_in_time_is_in_error_and_the_next_one_answers() throws IOException {
        try (StubMember a = hanging();
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with()
                        .member("a", a.url(), most(1, Duration.ofMillis(100)))
                        .member("b", b.port())
                        .start();
                RawClient first = bench.client();
                RawClient second = bench.client()) {
            first.send(RawClient.get("/"));
            Awaitility.await().until(() -> a.requests.size() == 1);
            assertThat(second.ask(RawClient.get("/")).body()).isEqualTo("b");

            assertThat(second.ask(RawClient.get("/")).body()).isEqualTo("b");

            assertThat(bench.events)
                    .anySatisfy(event -> assertThat(event)
                            .contains("app/a")
                            .contains("none of its 1 connections came free within 100 ms"));
            answer.countDown();
            assertThat(first.read().body()).isEqualTo("a");
            assertThat(a.requests).hasSize(1);
        }
    }

    @Test
    void request_that_finds_no_connection_and_no_other_member_gets_503() throws IOException {
        try (StubMember a = hanging();
                Bench bench = Bench.with()
                        .member("a", a.url(), most(1, Duration.ofMillis(1)))
                        .start();
                RawClient first = bench.client();
                RawClient second = bench.client()) {
            first.send(RawClient.get("/"));
            Awaitility.await().until(() -> a.requests.size() == 1);

            assertThat(second.ask(RawClient.get("/")).status()).isEqualTo(503);
            answer.countDown();
        }
    }

    @Test
    void requests_wait_in_order_and_the_connections_never_exceed_the_limit() throws IOException {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Semaphore permits = new Semaphore(0);
        try (StubMember a = StubMember.scripted(talk -> {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    while (talk.readRequest() != null) {
                        permits.acquireUninterruptibly();
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
                    }
                    open.decrementAndGet();
                });
                Bench bench = Bench.with()
                        .ioThreads(1)
                        .member("a", a.url(), most(2, Duration.ofSeconds(30)))
                        .start()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                RawClient client = bench.client();
                clients.add(client);
                client.send(RawClient.get("/" + i));
            }
            Awaitility.await().until(() -> a.requests.size() == 2);
            int waiting = waiting(a.requests);
            clients.remove(waiting).close();
            permits.release(100);

            for (RawClient client : clients) {
                assertThat(client.read().body()).isEqualTo("a");
                client.close();
            }

            assertThat(most.get()).isEqualTo(2);
            assertThat(a.connections()).isEqualTo(2);
        }
    }

    /** The number of a request that its member does not have yet. */
    private static int waiting(List<String> carried) {
        int number = 0;
        while (carried.toString().contains("GET /" + number + " ")) {
            number++;
        }
        return number;
    }

    @Test
    void connections_of_other_threads_make_room() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with()
                        .ioThreads(2)
                        .member("a", a.url(), most(1, Duration.ofSeconds(30)))
                        .start()) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = bench.client()) {
                    assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");
                }
            }

            Awaitility.await()
                    .untilAsserted(() -> assertThat(bench.meters
                                    .get("tandem.proxy.member.connections")
                                    .gauge()
                                    .value())
                            .isLessThanOrEqualTo(1));
        }
    }
}
