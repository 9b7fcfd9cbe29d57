package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrailersTest {
    private static final String TRAILED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nabc\r\n0\r\nX-Sum: 6 \r\nContent-Length: 3\r\nSet-Cookie: a=b\r\n\r\n";

    @Test
    void fields_behind_a_response_are_passed_on_without_those_that_must_not_stand_there() throws IOException {
        try (StubMember a = StubMember.sending(TRAILED);
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/")).readHead();
            String body = client.readBytes("3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n".length());
            assertThat(body).isEqualTo("3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n");

            client.send(RawClient.get("/")).readHead();
            assertThat(client.readBytes(body.length())).isEqualTo(body);
            assertThat(a.connections()).isEqualTo(1);
        }
    }

    @Test
    void client_of_http_1_0_gets_the_body_alone() throws IOException {
        try (StubMember a = StubMember.sending(TRAILED);
                Bench bench = Bench.with(a).start()) {
            assertThat(RawClient.once(bench.port, "GET / HTTP/1.0\r\n\r\n").body())
                    .isEqualTo("abc");
        }
    }

    @Test
    void fields_behind_a_request_are_passed_on_without_those_that_must_not_stand_there() throws Exception {
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        String expected = "3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n";
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readHead();
                    bodies.add(new String(talk.in.readNBytes(expected.length())));
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    talk.awaitEnd();
                });
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.ask("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
                    + "X-Sum: 6\r\nHost: evil\r\nX-Forwarded-For: 1\r\nAuthorization: b\r\n\r\n");

            assertThat(bodies.poll(10, TimeUnit.SECONDS)).isEqualTo(expected);
        }
    }

    @Test
    void trailer_that_is_no_field_breaks_the_request() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nno colon\r\n\r\n");

            assertThat(client.read().status()).isEqualTo(400);
            assertThat(a.requests).isEmpty();
        }
    }
}
