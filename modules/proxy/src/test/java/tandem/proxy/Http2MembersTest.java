package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.proxy.Http2Bench.awaitCount;
import static tandem.proxy.Http2Bench.to;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import tandem.core.config.RouteConfig;
import tandem.proxy.RawClient.Response;
import tandem.proxy.http2.FrameBytes;
import tandem.proxy.http2.HpackWriter;

/** What members by HTTP/2 see of requests, and clients of their responses, through a whole proxy. */
class Http2MembersTest {
    @Test
    void member_sees_a_request_of_http_2_and_its_answer_goes_to_http_1() throws IOException {
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings()).awaitEnd(1);
                    peer.send(new FrameBytes()
                            .headers(
                                    1,
                                    false,
                                    Http2Stub.status("200")
                                            .field("x-member", "A")
                                            .field("content-length", "5"))
                            .data(1, true, "hello"));
                    peer.readToEnd();
                });
                Bench bench = to(a).via(RouteConfig.Via.ON).start()) {
            Response response = RawClient.once(
                    bench.port, RawClient.get("/a?b", "TE: trailers\r\n", "X-Own: V\r\n", "Connection: TE\r\n"));

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("hello");
            assertThat(response.field("X-Member")).isEqualTo("A");
            assertThat(response.field("Content-Length")).isEqualTo("5");
            assertThat(response.field("Via")).isEqualTo("2.0 www.example.com:" + bench.port);
            assertThat(a.lines())
                    .contains(
                            "HEADERS 1 end :method=GET :scheme=http :authority=shop.example :path=/a?b x-own=V via=1.1"
                                    + " www.example.com:" + bench.port + " x-forwarded-for=127.0.0.1"
                                    + " x-forwarded-host=shop.example x-forwarded-server=www.example.com te=trailers");
            assertThat(a.failures).isEmpty();
            awaitCount(bench, 1, "tandem.proxy.http2.member.streams");
        }
    }

    @Test
    void bodies_and_trailers_go_both_ways() throws IOException {
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings()).await("HEADERS 1 end x-end=z");
                    peer.send(Http2Stub.ok(1)
                            .data(1, false, "abc")
                            .headers(1, true, new HpackWriter().field("x-sum", "9")));
                    peer.awaitEnd(3);
                    peer.send(Http2Stub.ok(3).data(3, true, peer.body(3)));
                    peer.readToEnd();
                });
                Bench bench = to(a).http2().start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(new FrameBytes()
                    .headers(1, false, FrameBytes.request("POST", "/up"))
                    .data(1, false, "ghi")
                    .headers(1, true, new HpackWriter().field("x-end", "z")));
            client.await("HEADERS 1 end x-sum=9");
            Response response = RawClient.once(bench.port, RawClient.post("/", "jkl"));

            assertThat(client.lines()).contains("DATA 1 abc");
            assertThat(response.body()).isEqualTo("jkl");
            assertThat(a.lines()).contains("DATA 1 ghi");
            assertThat(a.lines())
                    .anyMatch(line -> line.startsWith("HEADERS 3 :method=POST ") && line.contains(" content-length=3"));
        }
    }

    @Test
    void trailers_reach_a_client_of_http_1_behind_its_chunks() throws IOException {
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings()).awaitEnd(1);
                    peer.send(Http2Stub.ok(1)
                            .data(1, false, "abc")
                            .headers(1, true, new HpackWriter().field("x-sum", "9")));
                    peer.readToEnd();
                });
                Bench bench = to(a).start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/", "Connection: close\r\n"));

            assertThat(client.readToEnd()).endsWith("\r\n\r\n3\r\nabc\r\n0\r\nx-sum: 9\r\n\r\n");
        }
    }

    @Test
    void interim_responses_and_answers_without_a_body_are_passed_on() throws IOException {
        try (Http2Stub a = new Http2Stub(peer -> {
                    peer.send(new FrameBytes().settings()).awaitEnd(1);
                    peer.send(new FrameBytes()
                            .headers(1, false, Http2Stub.status("103").field("link", "</a>"))
                            .headers(1, true, Http2Stub.status("204")));
                    peer.awaitEnd(3);
                    peer.send(new FrameBytes()
                            .headers(3, true, Http2Stub.status("200").field("content-length", "7")));
                    peer.awaitEnd(5);
                    peer.send(new FrameBytes().headers(5, true, Http2Stub.status("200")));
                    peer.readToEnd();
                });
                Bench bench = to(a).start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(103);
            assertThat(client.read().status()).isEqualTo(204);
            Response toHead = client.ask("HEAD / HTTP/1.1\r\nHost: shop.example\r\n\r\n");
            assertThat(toHead.field("Content-Length")).isEqualTo("7");
            assertThat(client.ask(RawClient.get("/")).field("Content-Length")).isEqualTo("0");
        }
    }
}
