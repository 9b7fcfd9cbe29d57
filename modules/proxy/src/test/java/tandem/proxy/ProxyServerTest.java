package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.balance.Member;
import tandem.core.count.Count;
import tandem.core.port.Outcome;

class ProxyServerTest {
    private static final InetAddress VIP = address("127.0.0.77");

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }

    @Test
    void virtual_address_opens_and_closes_while_its_connections_live_on() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start()) {
            assertThatThrownBy(() -> new RawClient(VIP, bench.port)).isInstanceOf(ConnectException.class);

            assertThat(bench.server.open(VIP)).isInstanceOf(Outcome.Done.class);
            assertThat(bench.server.open(VIP)).isInstanceOf(Outcome.Done.class);
            try (RawClient client = new RawClient(VIP, bench.port)) {
                assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");
                bench.server.close(VIP);

                assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");
                assertThatThrownBy(() -> new RawClient(VIP, bench.port)).isInstanceOf(ConnectException.class);
            }
            assertThat(RawClient.once(bench.port, RawClient.get("/")).body()).isEqualTo("a");
            assertThat(bench.server.open(VIP)).isInstanceOf(Outcome.Done.class);
        }
    }

    @Test
    void virtual_address_whose_port_is_taken_is_refused_with_the_reason() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start();
                ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(VIP, bench.port));

            Outcome outcome = bench.server.open(VIP);

            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(outcome.sentence())
                    .isEqualTo("could not listen on 127.0.0.77:" + bench.port
                            + ": the port is in use; stop the program that has it or choose another");
        }
    }

    @Test
    void drain_finishes_what_runs_and_takes_nothing_new() throws Exception {
        HeldAnswer held = new HeldAnswer();
        try (StubMember a = held.member();
                Bench bench = Bench.with(a).start();
                RawClient idle = bench.client();
                RawClient busy = held.askedBy(bench)) {
            CompletableFuture<Void> drained =
                    CompletableFuture.runAsync(() -> bench.server.drain(Duration.ofSeconds(20)));

            assertThat(idle.readToEnd()).isIn("", "[reset]");
            assertThatThrownBy(() -> bench.client().close()).isInstanceOf(IOException.class);
            assertThat(drained).isNotDone();
            held.endsWith(busy);

            drained.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void drain_waits_for_what_runs_behind_requests_that_closed_their_connections() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        StubMember.Script script = talk -> {
            String request = talk.readRequest();
            if (request != null && request.contains("GET /held ")) {
                asked.countDown();
                StubMember.await(released);
            }
            talk.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        };
        try (StubMember a = StubMember.scripted(script);
                Bench bench = Bench.with(a).start()) {
            for (int i = 0; i < 3; i++) {
                try (RawClient closing = bench.client()) {
                    closing.ask(RawClient.get("/", "Connection: close\r\n"));
                    assertThat(closing.readToEnd()).isEmpty();
                }
            }
            try (RawClient busy = bench.client()) {
                busy.send(RawClient.get("/held"));
                StubMember.await(asked);
                CompletableFuture<Void> drained =
                        CompletableFuture.runAsync(() -> bench.server.drain(Duration.ofSeconds(20)));
                Awaitility.await().until(() -> refused(bench));

                released.countDown();

                assertThat(busy.read().body()).isEqualTo("ok");
                drained.get(10, TimeUnit.SECONDS);
            }
        }
    }

    private static boolean refused(Bench bench) {
        try {
            bench.client().close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void connections_opened_beforehand_carry_the_first_requests() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).ioThreads(2).start()) {
            List<Member> members = bench.table.current().balancers().get("app").members();
            bench.server.prepareConnections(members);
            Awaitility.await().until(() -> idle(bench) == 2);

            bench.server.prepareConnections(members);
            for (int i = 0; i < 8; i++) {
                assertThat(RawClient.once(bench.port, RawClient.get("/")).body())
                        .isEqualTo("a");
            }

            assertThat(a.connections()).isEqualTo(2);
        }
    }

    @Test
    void member_that_cannot_be_reached_beforehand_is_tried_again_and_not_marked() throws IOException {
        int port = StubMember.freePort();
        try (Bench bench = Bench.with().member("a", port).start()) {
            List<Member> members = bench.table.current().balancers().get("app").members();
            bench.server.prepareConnections(members);
            try (StubMember late = StubMember.scripted(port, StubMember.answers("late"))) {
                Awaitility.await().until(() -> {
                    bench.server.prepareConnections(members);
                    return idle(bench) == 1;
                });

                assertThat(RawClient.once(bench.port, RawClient.get("/")).body())
                        .isEqualTo("late");
                assertThat(late.connections()).isEqualTo(1);
            }
            assertThat(bench.events).isEmpty();
        }
    }

    private static double idle(Bench bench) {
        return bench.meters.get("tandem.proxy.member.connections.idle").gauge().value();
    }

    @Test
    void counters_and_metrics_tell_what_happened() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/"));
            client.ask(RawClient.get("/"));

            Awaitility.await().untilAsserted(() -> {
                long[] counts = bench.counters.totals().get("app/a");
                assertThat(counts[Count.REQUESTS.ordinal()]).isEqualTo(2);
                assertThat(counts[Count.SETTLED.ordinal()]).isEqualTo(2);
                assertThat(counts[Count.RESPONSES_2XX.ordinal()]).isEqualTo(2);
                assertThat(counts[Count.FAILURES.ordinal()]).isZero();
                assertThat(counts[Count.BYTES_TO.ordinal()])
                        .isEqualTo(String.join("", a.requests).length());
                assertThat(counts[Count.BYTES_FROM.ordinal()])
                        .isEqualTo(2L * "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na".length());
                assertThat(bench.meters
                                .get("tandem.proxy.requests")
                                .tags("balancer", "app", "code", "2xx")
                                .counter()
                                .count())
                        .isEqualTo(2);
                assertThat(bench.meters
                                .get("tandem.proxy.request.duration")
                                .tag("balancer", "app")
                                .timer()
                                .count())
                        .isEqualTo(2);
                assertThat(bench.meters
                                .get("tandem.proxy.client.connections")
                                .gauge()
                                .value())
                        .isEqualTo(1);
            });
        }
    }

    @Test
    void many_clients_on_several_threads_are_all_answered() throws Exception {
        try (StubMember a = StubMember.answering("a");
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with(a, b).ioThreads(4).start()) {
            CompletableFuture<?>[] clients = new CompletableFuture<?>[16];
            for (int c = 0; c < clients.length; c++) {
                clients[c] = CompletableFuture.runAsync(() -> {
                    try (RawClient client = bench.client()) {
                        for (int i = 0; i < 50; i++) {
                            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(200);
                        }
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
            }
            CompletableFuture.allOf(clients).get(30, TimeUnit.SECONDS);

            assertThat(a.requests).hasSize(400);
            assertThat(b.requests).hasSize(400);
        }
    }

    @Test
    void head_that_never_ends_is_closed_when_its_time_is_up() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .clientTimeouts(Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofSeconds(60))
                        .start();
                RawClient client = bench.client()) {
            String answer = client.send("GET / HTTP/1.1\r\nHost: x\r\nX: ").readToEnd();

            assertThat(answer).doesNotContain("200");
        }
    }

    @Test
    void connection_between_requests_is_closed_when_its_time_is_up() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a)
                        .clientTimeouts(Duration.ofSeconds(10), Duration.ofMillis(300), Duration.ofSeconds(60))
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(200);

            assertThat(client.readToEnd()).isIn("", "[reset]");
        }
    }

    @Test
    void options_for_the_server_itself_is_answered_here() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start()) {
            assertThat(RawClient.once(bench.port, "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n")
                            .status())
                    .isEqualTo(200);
            assertThat(a.requests).isEmpty();
        }
    }
}
