package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.proxy.RawClient.Response;

/** Requirements on more than one message of a connection; their ids are those of docs/reference/http-conformance.md. */
class ConversationsTest {
    @Test
    void M51_first_of_two_in_one_packet_is_answered_and_the_malformed_second_refused() throws IOException {
        try (StubMember member = StubMember.answering("reached");
                Bench bench = Bench.with(member).start();
                RawClient client = bench.client()) {
            client.send("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\nGET  /2 HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.readToEnd()).isEmpty();
            assertThat(member.requests).hasSize(1);
        }
    }

    @Test
    void M52_unread_body_is_never_taken_for_a_request() throws IOException {
        String inside = RawClient.get("/smuggled");
        try (StubMember member = StubMember.scripted(talk -> {
                    if (talk.readHead() != null) {
                        talk.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
                        talk.awaitEnd();
                    }
                });
                Bench bench = Bench.with(member).start();
                RawClient client = bench.client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + (inside.length() + 100_000) + "\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(413);

            assertThat(client.send(inside).readToEnd()).isIn("", "[reset]");
            assertThat(member.connections()).isEqualTo(1);
        }
    }

    @Test
    void M57_final_response_long_after_103_reaches_the_client_that_asked() throws Exception {
        CompletableFuture<Void> hinted = new CompletableFuture<>();
        try (StubMember member = StubMember.scripted(talk -> {
                    for (String head = talk.readHead(); head != null; head = talk.readHead()) {
                        String path = head.split(" ")[1];
                        if (path.equals("/late")) {
                            talk.send("HTTP/1.1 103 Early Hints\r\n\r\n");
                            hinted.join();
                        }
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
                    }
                });
                Bench bench = Bench.with(member).start();
                RawClient first = bench.client();
                RawClient second = bench.client()) {
            assertThat(first.send(RawClient.get("/late")).read().status()).isEqualTo(103);
            assertThat(second.ask(RawClient.get("/other")).body()).isEqualTo("/other");

            hinted.complete(null);
            assertThat(first.read().body()).isEqualTo("/late");
            assertThat(second.ask(RawClient.get("/another")).body()).isEqualTo("/another");
        }
    }

    @Test
    void R38_request_that_goes_round_in_circles_comes_to_an_end() throws Exception {
        int port = StubMember.freePort();
        try (Bench there = new Bench.Builder().member("back", port).start();
                Bench here = new Bench.Builder()
                        .member("there", there.port)
                        .listenOn(port)
                        .start()) {
            Response response = CompletableFuture.supplyAsync(() -> {
                        try {
                            return RawClient.once(here.port, RawClient.get("/"));
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .get(30, TimeUnit.SECONDS);

            assertThat(response.status()).isBetween(400, 599);
        }
    }

    @Test
    void R45_request_with_a_body_cannot_upgrade_so_its_100_comes_first() throws IOException {
        try (StubMember member = StubMember.scripted(talk -> {
                    String head = talk.readHead();
                    if (head != null && !head.contains("Upgrade")) {
                        talk.send("HTTP/1.1 100 Continue\r\n\r\n");
                        talk.in.readNBytes(5);
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                Bench bench = Bench.with(member).start();
                RawClient client = bench.client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n"
                    + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");

            assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
            assertThat(client.send("hello").readHead()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void R61_own_answers_explain_themselves_except_to_head() throws IOException {
        try (Bench bench = new Bench.Builder()
                        .member("gone", StubMember.freePort())
                        .start();
                RawClient client = bench.client()) {
            Response got = client.ask(RawClient.get("/"));
            Response head = client.ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
            Response next = client.ask(RawClient.get("/"));

            assertThat(got.status()).isEqualTo(503);
            assertThat(got.body()).contains("No server");
            assertThat(head.status()).isEqualTo(503);
            assertThat(next.status()).as("nothing but a head answered HEAD").isEqualTo(503);
        }
    }

    @Test
    void R65_old_client_keeps_its_connection_only_if_it_asks() throws IOException {
        try (StubMember member = StubMember.answering("reached");
                Bench bench = Bench.with(member).start()) {
            try (RawClient client = bench.client()) {
                Response first = client.ask("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
                assertThat(first.field("Connection")).isEqualToIgnoringCase("keep-alive");
                assertThat(client.ask("GET / HTTP/1.0\r\n\r\n").body()).isEqualTo("reached");
                assertThat(client.readToEnd()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "Close", "x, CLOSE", ",close ,y", "keep-alive, close"})
    void R67_nothing_behind_connection_close_is_answered(String value) throws IOException {
        try (StubMember member = StubMember.answering("reached");
                Bench bench = Bench.with(member).start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/1", "Connection: " + value + "\r\n") + RawClient.get("/2"));

            Response response = client.read();
            assertThat(response.body()).isEqualTo("reached");
            assertThat(response.field("Connection")).isEqualTo("close");
            assertThat(client.readToEnd()).isIn("", "[reset]");
            assertThat(member.requests).hasSize(1);
        }
    }

    @Test
    void R68_client_reads_its_refusal_though_it_sends_on() throws Exception {
        try (StubMember member = StubMember.answering("reached");
                Bench bench = Bench.with(member).start();
                RawClient client = bench.client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: cow\r\n\r\n");
            for (int i = 0; i < 20; i++) {
                client.send("x".repeat(10_000));
            }

            assertThat(client.read().status()).isIn(400, 501);
        }
    }
}
