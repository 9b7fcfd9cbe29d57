package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.core.config.MemberFlag;
import tandem.core.config.StatusCode;
import tandem.core.count.Count;
import tandem.proxy.RawClient.Response;

/** The failure cases of Apache's reference by their ids; a is the first member, dead means a port that refuses. */
class FailureCasesTest {
    @Test
    void fov_01_and_02_dead_member_is_tried_once() throws IOException {
        try (StubMember b = StubMember.answering("b");
                Bench bench = Bench.with()
                        .member("a", StubMember.freePort())
                        .member("b", b.port())
                        .start();
                RawClient client = bench.client()) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
            }

            assertThat(attempts(bench, "a")).isEqualTo(1);
        }
    }

    @Test
    void fov_03_member_that_is_back_takes_part_again_after_its_retry_time() throws IOException {
        FakeClock clock = new FakeClock();
        int port = StubMember.freePort();
        try (StubMember b = StubMember.answering("b");
                Bench bench = Bench.with()
                        .member(
                                "a",
                                "http://127.0.0.1:" + port,
                                m -> m.edit().retry(Duration.ofSeconds(2)).done())
                        .member("b", b.port())
                        .clock(clock)
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
            try (StubMember a = StubMember.scripted(port, StubMember.answers("a"))) {
                assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
                clock.advance(Duration.ofSeconds(3));

                StringBuilder served = new StringBuilder();
                for (int i = 0; i < 4; i++) {
                    served.append(client.ask(RawClient.get("/")).body());
                }

                assertThat(served).hasToString("baba");
                assertThat(a.connections()).isEqualTo(1);
            }
        }
    }

    @Test
    void fov_04_member_that_stays_dead_is_tried_once_a_retry_time() throws IOException {
        FakeClock clock = new FakeClock();
        try (StubMember b = StubMember.answering("b");
                Bench bench = Bench.with()
                        .member(
                                "a",
                                "http://127.0.0.1:" + StubMember.freePort(),
                                m -> m.edit().retry(Duration.ofSeconds(2)).done())
                        .member("b", b.port())
                        .clock(clock)
                        .start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/"));
            clock.advance(Duration.ofSeconds(3));

            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");

            assertThat(attempts(bench, "a")).isEqualTo(2);
        }
    }

    @Test
    void fov_05_all_dead_are_all_tried_by_each_request() throws IOException {
        try (Bench bench = Bench.with()
                        .member("a", StubMember.freePort())
                        .member("b", StubMember.freePort())
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(503);
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(503);

            assertThat(attempts(bench, "a")).isEqualTo(2);
            assertThat(attempts(bench, "b")).isEqualTo(2);
        }
    }

    @Test
    void fov_06_without_forced_recovery_nobody_is_asked() throws IOException {
        try (Bench bench = Bench.with()
                        .member("a", StubMember.freePort())
                        .member("b", StubMember.freePort())
                        .noForceRecovery()
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(503);
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(503);

            assertThat(attempts(bench, "a") + attempts(bench, "b")).isEqualTo(2);
        }
    }

    /** Deviation by ADR 7: Apache would not ask a the second time, because b is only disabled. */
    @Test
    void fov_07_disabled_member_does_not_hinder_recovery() throws IOException {
        try (StubMember b = StubMember.answering("b");
                Bench bench = Bench.with()
                        .member("a", StubMember.freePort())
                        .member("b", b.port())
                        .flag("b", MemberFlag.DISABLED)
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(503);
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(503);

            assertThat(attempts(bench, "a")).isEqualTo(2);
        }
    }

    @Test
    void fov_08_and_09_no_more_members_are_tried_than_maxattempts_allows() throws IOException {
        try (StubMember c = StubMember.answering("c");
                Bench bench = Bench.with()
                        .member("a", StubMember.freePort())
                        .member("b", StubMember.freePort())
                        .member("c", c.port())
                        .rules(r -> r.edit().maxAttempts(1).done())
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(503);
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("c");
        }
        try (StubMember b = StubMember.answering("b");
                Bench bench = Bench.with()
                        .member("a", StubMember.freePort())
                        .member("b", b.port())
                        .rules(r -> r.edit().maxAttempts(0).done())
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(503);
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
        }
    }

    @Test
    void fov_10_and_11_body_survives_the_dead_member_whatever_its_size() throws IOException {
        for (int size : new int[] {8, 64, 2048, 4096, 1 << 20}) {
            try (StubMember b = StubMember.answering("b");
                    Bench bench = Bench.with()
                            .member("a", StubMember.freePort())
                            .member("b", b.port())
                            .start();
                    RawClient client = bench.client()) {
                String body = "x".repeat(size);

                assertThat(client.ask(RawClient.post("/", body)).body()).isEqualTo("b");
                assertThat(b.requests.getFirst()).endsWith("\r\n\r\n" + body);
            }
        }
    }

    /** Deviation by ADR 8: Apache does not fail over from a member that ignores errors. */
    @Test
    void fov_12_member_that_ignores_errors_is_failed_over_from_and_asked_again() throws IOException {
        try (StubMember b = StubMember.answering("b");
                Bench bench = Bench.with()
                        .member("a", StubMember.freePort())
                        .member("b", b.port())
                        .flag("a", MemberFlag.IGNORE_ERRORS)
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");

            assertThat(attempts(bench, "a")).isGreaterThan(1);
        }
    }

    @Test
    void fov_13_member_that_closes_is_502_and_not_in_error() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> talk.readRequest());
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with(a, b).start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(502);
            assertThat(bench.events).isEmpty();
            assertThat(b.requests).isEmpty();
        }
    }

    /** 504 by ADR 4. */
    @Test
    void fov_14_member_that_hangs_is_504_and_not_in_error() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.awaitEnd();
                });
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with(a, b).timeout(Duration.ofMillis(200)).start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(504);
            assertThat(bench.events).isEmpty();
        }
    }

    @Test
    void fov_15_member_that_hangs_is_in_error_where_failontimeout_says_so() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.awaitEnd();
                });
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with(a, b)
                        .timeout(Duration.ofMillis(200))
                        .rules(r -> r.edit().failOnTimeout(true).done())
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(504);
            for (int i = 0; i < 3; i++) {
                assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
            }
            assertThat(bench.events.getFirst())
                    .contains("did not answer in time")
                    .contains("60 s");
        }
    }

    @Test
    void fov_16_members_own_503_is_passed_on_and_no_error() throws IOException {
        try (StubMember a = StubMember.sending("HTTP/1.1 503 No\r\nContent-Length: 1\r\n\r\nA");
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with(a, b).start();
                RawClient client = bench.client()) {
            Response first = client.ask(RawClient.get("/"));

            assertThat(first.status()).isEqualTo(503);
            assertThat(first.body()).isEqualTo("A");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(503);
            assertThat(bench.events).isEmpty();
        }
    }

    @Test
    void fov_17_status_that_failonstatus_names_puts_its_member_in_error() throws IOException {
        try (StubMember a = StubMember.sending("HTTP/1.1 503 No\r\nContent-Length: 1\r\n\r\nA");
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with(a, b)
                        .rules(r -> r.edit()
                                .failOnStatus(Set.of(new StatusCode(500), new StatusCode(503)))
                                .done())
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("A");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
            assertThat(bench.events.getFirst()).contains("was answered 503");
        }
    }

    @Test
    void fov_24_member_in_a_black_hole_is_left_after_its_connection_timeout() throws IOException {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket hole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                StubMember b = StubMember.answering("b")) {
            try (Bench bench = Bench.with()
                            .member(
                                    "a",
                                    "http://127.0.0.1:" + hole.getLocalPort(),
                                    Bench.Builder.connectTimeout(Duration.ofMillis(300)))
                            .member("b", b.port())
                            .start();
                    RawClient client = bench.client()) {
                fill(hole, fillers);

                assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
                assertThat(bench.events.getFirst()).contains("it did not accept a connection within 300 ms");
            }
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    /** Until the kernel keeps no more connections for it and drops what comes. */
    private static void fill(ServerSocket hole, List<Socket> fillers) throws IOException {
        while (fillers.size() < 16) {
            Socket filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(hole.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
        throw new IOException("the kernel goes on accepting");
    }

    private static long attempts(Bench bench, String member) {
        return bench.counters.totals().get("app/" + member)[Count.REQUESTS.ordinal()];
    }
}
