package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Members that are asked for 100-continue before a body is sent (ping). */
class MemberPingTest {
    @Test
    void fov_22_member_that_does_not_answer_a_ping_never_sees_the_body() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    if (talk.readHead() != null) {
                        talk.awaitEnd();
                    }
                });
                StubMember b = StubMember.scripted(talk -> {
                    String head = talk.readHead();
                    while (head != null) {
                        if (head.contains("Expect: 100-continue")) {
                            talk.send("HTTP/1.1 100 Continue\r\n\r\n");
                            talk.in.readNBytes(4);
                        }
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb");
                        head = talk.readHead();
                    }
                });
                Bench bench = Bench.with()
                        .member(
                                "a",
                                a.url(),
                                m -> m.edit()
                                        .ping(Optional.of(Duration.ofMillis(150)))
                                        .done())
                        .member(
                                "b",
                                b.url(),
                                m -> m.edit()
                                        .ping(Optional.of(Duration.ofMillis(5_000)))
                                        .done())
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.post("/", "body")).body()).isEqualTo("b");
            assertThat(client.ask(RawClient.post("/", "body")).body()).isEqualTo("b");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("b");
            assertThat(bench.events.getFirst()).contains("did not answer a ping");
            assertThat(b.connections()).isEqualTo(1);
        }
    }

    @Test
    void final_response_instead_of_a_pings_answer_is_passed_on() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    while (talk.readHead() != null) {
                        talk.send("HTTP/1.1 401 No\r\nContent-Length: 1\r\n\r\nA");
                        if (talk.awaitEnd()) {
                            return;
                        }
                    }
                });
                Bench bench = Bench.with()
                        .member(
                                "a",
                                a.url(),
                                m -> m.edit()
                                        .ping(Optional.of(Duration.ofSeconds(5)))
                                        .done())
                        .start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.post("/", "body")).status()).isEqualTo(401);
        }
    }
}
