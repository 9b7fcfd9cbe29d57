package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tandem.proxy.RawClient.Response;

/** What a client's connection goes through between and around its requests. */
class ClientConnectionsTest {
    private static StubMember echoingTargets() {
        return StubMember.scripted(talk -> {
            String request;
            while ((request = talk.readRequest()) != null) {
                String target = request.substring(4, request.indexOf(" HTTP/1.1"));
                talk.send("HTTP/1.1 200 OK\r\nContent-Length: " + target.length() + "\r\n\r\n" + target);
            }
        });
    }

    @Test
    void requests_sent_together_are_answered_in_order() throws IOException {
        try (StubMember a = echoingTargets();
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                all.append(RawClient.get("/" + i));
            }
            client.send(all.toString());

            for (int i = 0; i < 500; i++) {
                assertThat(client.read().body()).isEqualTo("/" + i);
            }
        }
    }

    @Test
    void requests_answered_here_do_not_nest() throws IOException {
        try (Bench bench = Bench.with().start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/").repeat(2000));

            for (int i = 0; i < 2000; i++) {
                assertThat(client.read().status()).isEqualTo(503);
            }
        }
    }

    @Test
    void malformed_request_behind_a_good_one_ends_the_connection_after_both_answers() throws IOException {
        try (StubMember a = echoingTargets();
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/1") + "BAD\r\n\r\n" + RawClient.get("/2"));

            assertThat(client.read().body()).isEqualTo("/1");
            Response refused = client.read();
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.field("Connection")).isEqualTo("close");
            assertThat(client.readToEnd()).isIn("", "[reset]");
            assertThat(a.requests).hasSize(1);
        }
    }

    @Test
    void request_in_single_bytes_after_an_empty_line_is_served() throws IOException {
        try (StubMember a = echoingTargets();
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            String request = "\r\n" + RawClient.get("/slow");
            for (int i = 0; i < request.length(); i++) {
                client.send(request.substring(i, i + 1));
            }

            assertThat(client.read().body()).isEqualTo("/slow");
        }
    }

    @Test
    void head_that_comes_too_slowly_gets_408() throws IOException {
        FakeClock clock = new FakeClock();
        try (StubMember a = echoingTargets();
                Bench bench = Bench.with(a).clock(clock).start();
                RawClient client = bench.client()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\nX: ");
            Awaitility.await()
                    .until(() -> bench.meters
                                    .get("tandem.proxy.client.connections")
                                    .gauge()
                                    .value()
                            == 1);
            clock.advance(Duration.ofSeconds(11));

            assertThat(client.readToEnd()).matches("(?s)(HTTP/1.1 408 .*)?");
        }
    }

    @Test
    void client_that_still_sends_can_read_an_early_answer() throws IOException {
        try (Bench bench = Bench.with().start();
                RawClient client = bench.client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
            for (int i = 0; i < 20; i++) {
                client.send("x".repeat(10_000));
            }

            Response answer = client.read();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("Connection")).isEqualTo("close");
        }
    }

    @Test
    void client_that_closed_its_half_still_gets_every_answer() throws IOException {
        try (StubMember a = echoingTargets();
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/1") + RawClient.get("/2")).socket.shutdownOutput();

            assertThat(client.read().body()).isEqualTo("/1");
            assertThat(client.read().body()).isEqualTo("/2");
            assertThat(client.readToEnd()).isEmpty();
        }
    }
}
