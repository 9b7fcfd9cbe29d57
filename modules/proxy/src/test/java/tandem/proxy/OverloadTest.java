package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.core.config.ByteSize;
import tandem.core.config.ClientLimits;
import tandem.proxy.RawClient.Response;

/** What happens when more comes than can be carried. */
class OverloadTest {
    private static double gauge(Bench bench, String name) {
        return bench.meters.get(name).gauge().value();
    }

    private static double refused(Bench bench) {
        return bench.meters
                .get("tandem.proxy.client.connections.refused")
                .functionCounter()
                .count();
    }

    @Test
    void connection_above_the_limit_is_closed_and_one_that_ends_makes_room() throws IOException {
        ClientLimits two = ClientLimits.DEFAULT.withConnections(2, 2);
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).limits(two).start();
                RawClient first = bench.client()) {
            assertThat(first.ask(RawClient.get("/")).body()).isEqualTo("a");
            try (RawClient second = bench.client();
                    RawClient third = bench.client()) {
                assertThat(second.ask(RawClient.get("/")).body()).isEqualTo("a");
                assertThat(third.readToEnd()).isIn("", "[reset]");
            }

            Awaitility.await().until(() -> gauge(bench, "tandem.proxy.client.connections") == 1);
            assertThat(RawClient.once(bench.port, RawClient.get("/")).body()).isEqualTo("a");
            assertThat(refused(bench)).isEqualTo(1);
        }
    }

    @Test
    void one_address_cannot_take_every_connection() throws IOException {
        ClientLimits limits = ClientLimits.DEFAULT.withConnections(10, 1);
        InetAddress other = InetAddress.getByName("127.0.0.9");
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).limits(limits).start();
                RawClient first = bench.client();
                RawClient second = bench.client();
                RawClient neighbour = new RawClient(other, InetAddress.getLoopbackAddress(), bench.port)) {
            assertThat(first.ask(RawClient.get("/")).body()).isEqualTo("a");
            assertThat(second.readToEnd()).isIn("", "[reset]");
            assertThat(neighbour.ask(RawClient.get("/")).body()).isEqualTo("a");
        }
    }

    @Test
    void clients_leave_files_for_members() {
        ClientAdmission admission = new ClientAdmission(ClientLimits.DEFAULT, new FakeClock(), new OpenFiles(260));

        for (int i = 0; i < 3; i++) {
            assertThat(admission.enter()).isTrue();
        }
        assertThat(admission.enter()).isFalse();

        admission.leave();
        assertThat(admission.enter()).isTrue();
    }

    @Test
    void clients_and_connections_to_members_together_leave_files_for_the_addresses() {
        OpenFiles files = new OpenFiles(260);
        ClientAdmission admission = new ClientAdmission(ClientLimits.DEFAULT, new FakeClock(), files);
        for (int i = 0; i < 3; i++) {
            admission.enter();
        }
        assertThat(files.room()).isTrue();

        files.count(1);
        assertThat(files.room()).isFalse();

        admission.enter();
        admission.leave();
        assertThat(files.room()).isTrue();
    }

    @Test
    void request_without_a_file_for_its_member_gets_503_and_is_no_members_fault() throws IOException {
        int many = 1 << 30;
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start()) {
            OpenFiles files = bench.server.files();
            files.count(many);
            Response answer = RawClient.once(bench.port, RawClient.get("/"));
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("Retry-After")).isNotEmpty();

            files.count(-many);
            assertThat(RawClient.once(bench.port, RawClient.get("/")).body()).isEqualTo("a");
        }
    }

    @Test
    void request_that_comes_while_memory_is_used_up_gets_503_and_is_served_once_it_is_free() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    if (talk.readRequest().startsWith("GET /large ")) {
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 16777216\r\n\r\n" + "x".repeat(1 << 24));
                    } else {
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
                    }
                    talk.awaitEnd();
                });
                Bench bench = Bench.with(a)
                        .limits(ClientLimits.DEFAULT.withBuffered(new ByteSize(1)))
                        .start()) {
            try (RawClient slow = bench.client()) {
                slow.send(RawClient.get("/large"));
                Awaitility.await().until(() -> gauge(bench, "tandem.proxy.buffered") > 0);
                Awaitility.await().untilAsserted(() -> {
                    Response answer = RawClient.once(bench.port, RawClient.get("/"));
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(answer.field("Retry-After")).isEqualTo("1");
                });
            }

            Awaitility.await().until(() -> gauge(bench, "tandem.proxy.buffered") == 0);
            assertThat(RawClient.once(bench.port, RawClient.get("/")).body()).isEqualTo("a");
        }
    }

    @Test
    void buffers_all_come_back() throws IOException {
        try (StubMember a = StubMember.answering("a".repeat(100_000));
                Bench bench = Bench.with(a).start()) {
            for (int i = 0; i < 5; i++) {
                RawClient.once(bench.port, RawClient.post("/", "b".repeat(50_000)));
                try (RawClient client = bench.client()) {
                    client.send(RawClient.get("/"));
                }
                try (RawClient client = bench.client()) {
                    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1");
                }
                try (RawClient client = bench.client()) {
                    client.send("GET / HT");
                }
            }

            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(gauge(bench, "tandem.proxy.buffered")).isZero());
        }
    }

    @Test
    void client_that_trickles_its_body_gets_408_though_it_is_never_silent() throws IOException {
        FakeClock clock = new FakeClock();
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).clock(clock).start();
                RawClient client = bench.client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
            Awaitility.await().until(() -> {
                client.send("x");
                clock.advance(Duration.ofMillis(500));
                return client.available() > 0;
            });

            assertThat(client.read().status()).isEqualTo(408);
            assertThat(clock.nanos()).isGreaterThan(Duration.ofSeconds(19).toNanos());
        }
    }

    @Test
    void client_that_keeps_to_the_rate_may_take_any_time() {
        ClientPace pace = new ClientPace(ClientLimits.DEFAULT);
        pace.begin();
        Duration idle = Duration.ofSeconds(60);
        long now = 0;
        for (int second = 1; second <= 600; second++) {
            assertThat(pace.patience(now, second * 500L, idle)).isPositive();
            now += 1_000_000_000L;
        }

        assertThat(pace.patience(now, 300_000, idle))
                .isLessThanOrEqualTo(Duration.ofSeconds(20).toNanos());
    }

    @Test
    void time_spent_waiting_for_the_member_is_not_the_clients() {
        ClientPace pace = new ClientPace(ClientLimits.DEFAULT);
        pace.begin();
        Duration idle = Duration.ofSeconds(60);
        pace.patience(0, 0, idle);
        pace.stopped(Duration.ofSeconds(5).toNanos());

        long later = Duration.ofSeconds(500).toNanos();

        assertThat(pace.patience(later, 0, idle))
                .isEqualTo(Duration.ofSeconds(15).toNanos());
    }
}
